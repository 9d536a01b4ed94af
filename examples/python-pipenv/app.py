from flask import Flask

app = Flask(__name__)


@app.get("/")
def index():
    return "<!doctype html><title>Hello</title><h1>Hello from Pipenv</h1>\n"
