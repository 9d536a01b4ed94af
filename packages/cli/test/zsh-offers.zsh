# What zsh offers for a line: zsh-offers.zsh SCRIPT LINE. Drives a real interactive zsh on a terminal of its own.
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PROMPT= RPROMPT= PS2="
zpty -w shell "autoload -U compinit; compinit -u -D; bindkey '^I' complete-word; source ${(q)1}"
zpty -w shell 'compadd() { if [[ " $* " == *" "-(O|A|D)" "* ]]; then builtin compadd "$@"; return; fi; local -a hits; builtin compadd -A hits "$@"; local hit; for hit in $hits; do print -r -- "offered:$hit"; done; }'
zpty -w shell '_told() { print -r -- "to""ld"; exit; }; comppostfuncs=(_told)'
zpty -w shell 'print -r -- "loa""ded"'
typeset line all
# What is typed is shown too, without the words in one piece.
while zpty -r shell line; do [[ $line == *loaded* ]] && break; done
zpty -w -n shell "$2"$'\t'
while zpty -r shell line; do
  all+=$line
  [[ $line == *told* ]] && break
done
print -r -- ${all//$'\r'/} | sed -n 's/^.*offered://p'
