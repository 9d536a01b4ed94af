import { buildsAndServes } from "./builds-and-serves.ts";

const change = { file: "app.py", from: "Hello from", to: "Good day from" };

buildsAndServes("python-flask", { contains: "Hello from Sluice", change, found: /Found python 3\.\d+ \(requirements\.txt\)/ });

buildsAndServes("python-poetry", { contains: "Hello from Poetry", change, found: /Found python 3\.\d+ \(pyproject\.toml\)/ });

buildsAndServes("python-pipenv", { contains: "Hello from Pipenv", change, found: /Found python 3\.13 \(Pipfile\)/ });

buildsAndServes("python-uv", {
  contains: "Hello from uv",
  change: { file: "greeting/src/greeting/__init__.py", from: "Hello", to: "Good day" },
  found: /Found python 3\.\d+ \(pyproject\.toml\)/,
});

buildsAndServes("python-pyproject", {
  contains: "Hello from pyproject.toml",
  change: { file: "hello/__init__.py", from: "Hello", to: "Good day" },
  found: /Found python 3\.\d+ \(pyproject\.toml\)/,
});

// What is collected in the second build comes from the packages of the first.
buildsAndServes("python-django", {
  path: "/static/hello/page.css",
  contains: "seagreen",
  change: { file: "hello/static/hello/page.css", from: "seagreen", to: "rebeccapurple" },
  found: "gunicorn --bind 0.0.0.0:$PORT hello.wsgi:application (manage.py)",
});

buildsAndServes("python-fastapi", {
  contains: "Hello from FastAPI",
  change: { file: "app/main.py", from: "Hello from", to: "Good day from" },
  found: "uvicorn --host 0.0.0.0 --port $PORT app.main:app (app/main.py)",
});

buildsAndServes("python-uwsgi", {
  contains: "Hello from uWSGI",
  change: { file: "www/python/src/app.py", from: "Hello from", to: "Good day from" },
  found: /Found python 3\.13 \(www\/python\/src\/app\.py\).*uwsgi/,
});
