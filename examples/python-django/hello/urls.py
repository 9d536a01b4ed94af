from django.http import HttpResponse
from django.templatetags.static import static
from django.urls import path


def index(request):
    return HttpResponse(f'<!doctype html><title>Hello</title><link rel="stylesheet" href="{static("hello/page.css")}"><h1>Hello from Django</h1>\n')


urlpatterns = [path("", index)]
