<?php

require __DIR__ . "/../vendor/autoload.php";

echo Hello\Page::for($_SERVER["REQUEST_URI"]);
