<?php

namespace Greeting;

final class Greeting
{
    public function __construct(private string $from)
    {
    }

    public function text(): string
    {
        return mb_convert_case("hello", MB_CASE_TITLE) . " from {$this->from}";
    }
}
