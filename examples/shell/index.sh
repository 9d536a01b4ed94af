#!/bin/bash
echo "Content-Type: text/plain; charset=utf-8"
echo
printf 'Hello from Bash, you asked for %s\n' "$REQUEST_URI"
