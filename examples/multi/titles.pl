use strict;
use warnings;
use JSON;

$| = 1;
$SIG{TERM} = sub { exit 0 };
print encode_json({ from => 'perl', modules => 'JSON' }), "\n";
sleep 60 while 1;
