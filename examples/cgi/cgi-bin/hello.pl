#!/usr/bin/env perl
use strict;
use warnings;
use CGI;

my $query = CGI->new;
print $query->header('text/plain'), "Hello from Perl, ", scalar $query->param('name') // 'nobody', "\n";
