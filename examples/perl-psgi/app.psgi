use strict;
use warnings;

sub {
    my $env = shift;
    return [200, ['Content-Type' => 'text/plain'], ["Hello from PSGI, you asked for $env->{PATH_INFO}\n"]];
};
