<?php

echo "Hello from PHP with built assets: ", file_get_contents(__DIR__ . "/page.css");
