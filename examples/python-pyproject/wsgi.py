from flask import Flask
from hello import greeting

app = Flask(__name__)


@app.get("/")
def index():
    return f"<!doctype html><title>Hello</title><h1>{greeting}</h1>\n"
