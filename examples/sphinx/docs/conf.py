project = "Hello from Sphinx"
extensions = []
html_theme = "alabaster"
