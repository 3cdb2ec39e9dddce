# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_assay_global_optspecs
    string join \n color= q/quiet h/help V/version
end

function __fish_assay_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_assay_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_assay_using_subcommand
    set -l cmd (__fish_assay_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c assay -n "__fish_assay_needs_command" -l color -d 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'Where standard output is a terminal'
always\t'Always'
never\t'Never'"
complete -c assay -n "__fish_assay_needs_command" -s q -l quiet -d 'Say nothing on standard error but what went wrong'
complete -c assay -n "__fish_assay_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c assay -n "__fish_assay_needs_command" -s V -l version -d 'Print version'
complete -c assay -n "__fish_assay_needs_command" -f -a "check" -d 'Read an app\'s source: requirement by requirement, what holds, what fails, what nobody looked at'
complete -c assay -n "__fish_assay_needs_command" -f -a "report" -d 'Merge saved assessments (`--format json`) and judge them again by this build\'s catalogue'
complete -c assay -n "__fish_assay_needs_command" -f -a "catalogue" -d 'List the requirements, and by what each can be verified today'
complete -c assay -n "__fish_assay_needs_command" -f -a "explain" -d 'Print the page of a requirement or a rule'
complete -c assay -n "__fish_assay_needs_command" -f -a "diff" -d 'Compare two versions of a Forge app: which growth needs an admin\'s approval again'
complete -c assay -n "__fish_assay_needs_command" -f -a "init" -d 'Write a commented assay.toml, filled in with what the app shows'
complete -c assay -n "__fish_assay_needs_command" -f -a "questionnaire" -d 'Draft the Marketplace\'s security questionnaire for a Forge app: each answer with what it rests on'
complete -c assay -n "__fish_assay_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c assay -n "__fish_assay_using_subcommand check" -l type -d 'The app\'s type, where its files mislead: forge, forge-remote, connect, trello, oauth' -r
complete -c assay -n "__fish_assay_using_subcommand check" -l config -d 'Use this assay.toml instead of the nearest one' -r -F
complete -c assay -n "__fish_assay_using_subcommand check" -l exclude -d 'Leave out files that match this pattern; may be given several times' -r
complete -c assay -n "__fish_assay_using_subcommand check" -l changed-since -d 'Count only findings in files that differ from this commit, branch or tag' -r
complete -c assay -n "__fish_assay_using_subcommand check" -l fail-on -d 'The mildest severity of a finding that makes the exit code 1: low, medium, high or critical' -r
complete -c assay -n "__fish_assay_using_subcommand check" -l require -d 'Exit with 3 where one of these requirements is unknown, not checked or in error' -r
complete -c assay -n "__fish_assay_using_subcommand check" -l baseline -d 'Findings of this earlier report (JSON or SARIF of Assay\'s) don\'t count' -r -F
complete -c assay -n "__fish_assay_using_subcommand check" -l format -d 'A format, or FORMAT=FILE to write it to a file; may be given several times' -r
complete -c assay -n "__fish_assay_using_subcommand check" -l sarif-kinds -d 'In SARIF, write a result for every requirement as well' -r -f -a "findings\t''
all\t''"
complete -c assay -n "__fish_assay_using_subcommand check" -l link-base -d 'In Markdown, link places to the tree at this address, up to the path of a file' -r
complete -c assay -n "__fish_assay_using_subcommand check" -l now -d 'The day to judge for, YYYY-MM-DD; else SOURCE_DATE_EPOCH, else today' -r
complete -c assay -n "__fish_assay_using_subcommand check" -l color -d 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'Where standard output is a terminal'
always\t'Always'
never\t'Never'"
complete -c assay -n "__fish_assay_using_subcommand check" -l no-config -d 'Read no assay.toml and honour no inline comment: what the app\'s repository says of itself doesn\'t count'
complete -c assay -n "__fish_assay_using_subcommand check" -l no-gitignore -d 'Look at files that .gitignore names, too'
complete -c assay -n "__fish_assay_using_subcommand check" -l strict -d 'Exit with 3 where any requirement is unknown, not checked or in error'
complete -c assay -n "__fish_assay_using_subcommand check" -s v -l verbose -d 'Print every row with its duties, not only those that need somebody'
complete -c assay -n "__fish_assay_using_subcommand check" -s q -l quiet -d 'Say nothing on standard error but what went wrong'
complete -c assay -n "__fish_assay_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c assay -n "__fish_assay_using_subcommand report" -l fail-on -d 'The mildest severity of a finding that makes the exit code 1: low, medium, high or critical' -r
complete -c assay -n "__fish_assay_using_subcommand report" -l require -d 'Exit with 3 where one of these requirements is unknown, not checked or in error' -r
complete -c assay -n "__fish_assay_using_subcommand report" -l baseline -d 'Findings of this earlier report (JSON or SARIF of Assay\'s) don\'t count' -r -F
complete -c assay -n "__fish_assay_using_subcommand report" -l format -d 'A format, or FORMAT=FILE to write it to a file; may be given several times' -r
complete -c assay -n "__fish_assay_using_subcommand report" -l sarif-kinds -d 'In SARIF, write a result for every requirement as well' -r -f -a "findings\t''
all\t''"
complete -c assay -n "__fish_assay_using_subcommand report" -l link-base -d 'In Markdown, link places to the tree at this address, up to the path of a file' -r
complete -c assay -n "__fish_assay_using_subcommand report" -l now -d 'The day to judge for, YYYY-MM-DD; else SOURCE_DATE_EPOCH, else today' -r
complete -c assay -n "__fish_assay_using_subcommand report" -l color -d 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'Where standard output is a terminal'
always\t'Always'
never\t'Never'"
complete -c assay -n "__fish_assay_using_subcommand report" -l strict -d 'Exit with 3 where any requirement is unknown, not checked or in error'
complete -c assay -n "__fish_assay_using_subcommand report" -s v -l verbose -d 'Print every row with its duties, not only those that need somebody'
complete -c assay -n "__fish_assay_using_subcommand report" -s q -l quiet -d 'Say nothing on standard error but what went wrong'
complete -c assay -n "__fish_assay_using_subcommand report" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c assay -n "__fish_assay_using_subcommand catalogue" -l format -d 'How to print it' -r -f -a "human\t'For people at a terminal'
json\t'Everything, for programs'
markdown\t'A page with the coverage table'
oscal\t'An OSCAL catalog'"
complete -c assay -n "__fish_assay_using_subcommand catalogue" -l color -d 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'Where standard output is a terminal'
always\t'Always'
never\t'Never'"
complete -c assay -n "__fish_assay_using_subcommand catalogue" -s q -l quiet -d 'Say nothing on standard error but what went wrong'
complete -c assay -n "__fish_assay_using_subcommand catalogue" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c assay -n "__fish_assay_using_subcommand explain" -l color -d 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'Where standard output is a terminal'
always\t'Always'
never\t'Never'"
complete -c assay -n "__fish_assay_using_subcommand explain" -s q -l quiet -d 'Say nothing on standard error but what went wrong'
complete -c assay -n "__fish_assay_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c assay -n "__fish_assay_using_subcommand diff" -l since -d 'Read the old version from this commit, branch or tag' -r
complete -c assay -n "__fish_assay_using_subcommand diff" -l until -d 'Read the new version from this commit, branch or tag' -r
complete -c assay -n "__fish_assay_using_subcommand diff" -l variables -d 'Values of environment variables, `NAME=value` a line, that both versions are deployed with' -r -F
complete -c assay -n "__fish_assay_using_subcommand diff" -l old-variables -d 'Values that the old version is deployed with' -r -F
complete -c assay -n "__fish_assay_using_subcommand diff" -l new-variables -d 'Values that the new version is deployed with' -r -F
complete -c assay -n "__fish_assay_using_subcommand diff" -l format -d 'human, json or markdown, or FORMAT=FILE to write it to a file; may be given several times' -r
complete -c assay -n "__fish_assay_using_subcommand diff" -l evidence -d 'Save what was seen for `assay report`, to be judged with what `assay check` saw of the new version' -r -F
complete -c assay -n "__fish_assay_using_subcommand diff" -l now -d 'The day to judge the saved evidence for, YYYY-MM-DD; else SOURCE_DATE_EPOCH, else today' -r
complete -c assay -n "__fish_assay_using_subcommand diff" -l color -d 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'Where standard output is a terminal'
always\t'Always'
never\t'Never'"
complete -c assay -n "__fish_assay_using_subcommand diff" -s q -l quiet -d 'Say nothing on standard error but what went wrong'
complete -c assay -n "__fish_assay_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c assay -n "__fish_assay_using_subcommand init" -l now -d 'The day to date it, YYYY-MM-DD; else SOURCE_DATE_EPOCH, else today' -r
complete -c assay -n "__fish_assay_using_subcommand init" -l color -d 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'Where standard output is a terminal'
always\t'Always'
never\t'Never'"
complete -c assay -n "__fish_assay_using_subcommand init" -l print -d 'Print it instead of writing assay.toml'
complete -c assay -n "__fish_assay_using_subcommand init" -l force -d 'Replace an assay.toml that is there'
complete -c assay -n "__fish_assay_using_subcommand init" -s q -l quiet -d 'Say nothing on standard error but what went wrong'
complete -c assay -n "__fish_assay_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c assay -n "__fish_assay_using_subcommand questionnaire" -l format -d 'human, markdown or json, or FORMAT=FILE to write it to a file; may be given several times. Of several apps each gets a Markdown file of its own, named after its folder' -r
complete -c assay -n "__fish_assay_using_subcommand questionnaire" -l config -d 'Use this assay.toml instead of the nearest one' -r -F
complete -c assay -n "__fish_assay_using_subcommand questionnaire" -l now -d 'The day to draft for, YYYY-MM-DD; else SOURCE_DATE_EPOCH, else today' -r
complete -c assay -n "__fish_assay_using_subcommand questionnaire" -l color -d 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'Where standard output is a terminal'
always\t'Always'
never\t'Never'"
complete -c assay -n "__fish_assay_using_subcommand questionnaire" -l fail-on-blocking -d 'Exit with 1 where a drafted answer would keep the app from being listed'
complete -c assay -n "__fish_assay_using_subcommand questionnaire" -l no-config -d 'Read no assay.toml and honour no inline comment: what the app\'s repository says of itself doesn\'t count'
complete -c assay -n "__fish_assay_using_subcommand questionnaire" -s q -l quiet -d 'Say nothing on standard error but what went wrong'
complete -c assay -n "__fish_assay_using_subcommand questionnaire" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c assay -n "__fish_assay_using_subcommand help; and not __fish_seen_subcommand_from check report catalogue explain diff init questionnaire help" -f -a "check" -d 'Read an app\'s source: requirement by requirement, what holds, what fails, what nobody looked at'
complete -c assay -n "__fish_assay_using_subcommand help; and not __fish_seen_subcommand_from check report catalogue explain diff init questionnaire help" -f -a "report" -d 'Merge saved assessments (`--format json`) and judge them again by this build\'s catalogue'
complete -c assay -n "__fish_assay_using_subcommand help; and not __fish_seen_subcommand_from check report catalogue explain diff init questionnaire help" -f -a "catalogue" -d 'List the requirements, and by what each can be verified today'
complete -c assay -n "__fish_assay_using_subcommand help; and not __fish_seen_subcommand_from check report catalogue explain diff init questionnaire help" -f -a "explain" -d 'Print the page of a requirement or a rule'
complete -c assay -n "__fish_assay_using_subcommand help; and not __fish_seen_subcommand_from check report catalogue explain diff init questionnaire help" -f -a "diff" -d 'Compare two versions of a Forge app: which growth needs an admin\'s approval again'
complete -c assay -n "__fish_assay_using_subcommand help; and not __fish_seen_subcommand_from check report catalogue explain diff init questionnaire help" -f -a "init" -d 'Write a commented assay.toml, filled in with what the app shows'
complete -c assay -n "__fish_assay_using_subcommand help; and not __fish_seen_subcommand_from check report catalogue explain diff init questionnaire help" -f -a "questionnaire" -d 'Draft the Marketplace\'s security questionnaire for a Forge app: each answer with what it rests on'
complete -c assay -n "__fish_assay_using_subcommand help; and not __fish_seen_subcommand_from check report catalogue explain diff init questionnaire help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
