<?php

echo "Hello from PHP beside Perl and Python\n";
