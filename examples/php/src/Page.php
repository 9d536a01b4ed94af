<?php

namespace Hello;

use Greeting\Greeting;

final class Page
{
    public static function for(string $path): string
    {
        $greeting = new Greeting("PHP " . PHP_MAJOR_VERSION . "." . PHP_MINOR_VERSION);
        return $greeting->text() . ", you asked for " . htmlspecialchars($path) . "\n";
    }
}
