#!/usr/bin/env tclsh
puts "Content-Type: text/plain\n"
puts "Hello from Tcl [info tclversion]"
