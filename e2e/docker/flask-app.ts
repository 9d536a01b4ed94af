/** The page of `examples/python-flask`, saying `text`. */
export const flaskApp = (text: string): string => `from flask import Flask

app = Flask(__name__)


@app.get("/")
def page():
    return ${JSON.stringify(text)}
`;
