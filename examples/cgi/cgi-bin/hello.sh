#!/bin/bash
echo "Content-Type: text/plain"
echo
echo "Hello from a shell script, you asked with $REQUEST_METHOD"
