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
complete -c assay -n "__fish_assay_needs_command" -f -a "probe" -d 'Test a running app of yours: its TLS, names, certificates, headers, cookies and every token rule'
complete -c assay -n "__fish_assay_needs_command" -f -a "run" -d 'Run a Forge app in a local platform with two sites, and see what it is allowed, refused, and leaks'
complete -c assay -n "__fish_assay_needs_command" -f -a "data" -d 'Say which advisories of packages there are, or bring new ones'
complete -c assay -n "__fish_assay_needs_command" -f -a "report" -d 'Merge saved assessments (`--format json`) and judge them again by this build\'s catalogue'
complete -c assay -n "__fish_assay_needs_command" -f -a "catalogue" -d 'List the requirements, and by what each can be verified today'
complete -c assay -n "__fish_assay_needs_command" -f -a "explain" -d 'Print the page of a requirement or a rule'
complete -c assay -n "__fish_assay_needs_command" -f -a "diff" -d 'Compare two versions of a Forge app: which growth needs an admin\'s approval again'
complete -c assay -n "__fish_assay_needs_command" -f -a "entries" -d 'List every way into an app\'s code: who can take it, and what was and was not found behind it'
complete -c assay -n "__fish_assay_needs_command" -f -a "graph" -d 'Draw an app: who can cause what to run, and which products, stores and hosts that reaches'
complete -c assay -n "__fish_assay_needs_command" -f -a "init" -d 'Write a commented assay.toml, filled in with what the app shows'
complete -c assay -n "__fish_assay_needs_command" -f -a "questionnaire" -d 'Draft the Marketplace\'s security questionnaire for a Forge app: each answer with what it rests on'
complete -c assay -n "__fish_assay_needs_command" -f -a "sbom" -d 'Write a bill of materials: every package that others wrote, with what brings it in'
complete -c assay -n "__fish_assay_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c assay -n "__fish_assay_using_subcommand check" -l type -d 'The app\'s type, where its files mislead: forge, forge-remote, connect, trello, oauth' -r
complete -c assay -n "__fish_assay_using_subcommand check" -l config -d 'Use this assay.toml instead of the nearest one' -r -F
complete -c assay -n "__fish_assay_using_subcommand check" -l exclude -d 'Leave out files that match this pattern; may be given several times' -r
complete -c assay -n "__fish_assay_using_subcommand check" -l changed-since -d 'Count only findings in files that differ from this commit, branch or tag' -r
complete -c assay -n "__fish_assay_using_subcommand check" -l data -d 'Use this database of advisories; else the one assay.toml names, else the one `assay data update` wrote' -r -F
complete -c assay -n "__fish_assay_using_subcommand check" -l vex -d 'Statements about vulnerabilities, OpenVEX or CycloneDX; may be given several times, the last one counts' -r -F
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
complete -c assay -n "__fish_assay_using_subcommand check" -l history -d 'Look for secrets in the history of the repository, too: every version of every file that a branch or tag reaches. Without it, requirements about the history stay open'
complete -c assay -n "__fish_assay_using_subcommand check" -l strict -d 'Exit with 3 where any requirement is unknown, not checked or in error'
complete -c assay -n "__fish_assay_using_subcommand check" -s v -l verbose -d 'Print every row with its duties, not only those that need somebody'
complete -c assay -n "__fish_assay_using_subcommand check" -s q -l quiet -d 'Say nothing on standard error but what went wrong'
complete -c assay -n "__fish_assay_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c assay -n "__fish_assay_using_subcommand probe" -l i-own -d 'A host that is yours to test; may be given several times. `owned_hosts` in assay.toml counts, too. No other host is ever asked anything' -r
complete -c assay -n "__fish_assay_using_subcommand probe" -l base-url -d 'Where the app is served from, where its files do not say so, or say something else' -r
complete -c assay -n "__fish_assay_using_subcommand probe" -l type -d 'What the target is, where it does not tell: connect, remote, trello, 3lo' -r
complete -c assay -n "__fish_assay_using_subcommand probe" -l also -d 'Another address of the app, with its method in front where that is not the usual one; may be given several times: `/oauth/login`, `\'POST /hooks/trello\'`. What code of JavaScript serves is found in an app\'s directory' -r
complete -c assay -n "__fish_assay_using_subcommand probe" -l app-id -d 'The id that tokens for the app name, where its files do not tell: of a Forge app (`ari:cloud:…`) or a Power-Up' -r
complete -c assay -n "__fish_assay_using_subcommand probe" -l tenant -d 'An installation whose shared secret you hold: `<clientKey>=env:NAME` or `<clientKey>=file:PATH`; may be given several times. With two, it is tested that each is good for itself only' -r
complete -c assay -n "__fish_assay_using_subcommand probe" -l account -d 'The Atlassian account id of a user who may see the app\'s pages, for apps that ask the product' -r
complete -c assay -n "__fish_assay_using_subcommand probe" -l other-account -d 'The account id of a user who may not see what `--restricted` names' -r
complete -c assay -n "__fish_assay_using_subcommand probe" -l restricted -d 'An address of the app that `--account` may see and `--other-account` may not, with the id of something real; may be given several times: `\'/issue?key=SEC-1\'`. Both are asked for it, and should not get the same' -r
complete -c assay -n "__fish_assay_using_subcommand probe" -l webhook-secret -d 'The secret that Trello signs calls of webhooks with, that of the Power-Up\'s OAuth: `env:NAME` or `file:PATH`' -r
complete -c assay -n "__fish_assay_using_subcommand probe" -l key-server -d 'Serve keys of ours at this address while testing: for an app in staging that takes the platform\'s keys from it' -r
complete -c assay -n "__fish_assay_using_subcommand probe" -l budget -d 'The most requests that are sent' -r
complete -c assay -n "__fish_assay_using_subcommand probe" -l rate -d 'The most requests a second; 0 for no limit. Loopback addresses are not limited' -r
complete -c assay -n "__fish_assay_using_subcommand probe" -l concurrency -d 'The most requests under way at one host at the same time' -r
complete -c assay -n "__fish_assay_using_subcommand probe" -l timeout -d 'Seconds to wait for one answer' -r
complete -c assay -n "__fish_assay_using_subcommand probe" -l proxy -d 'An HTTP proxy to go through: http://proxy.example.com:3128' -r
complete -c assay -n "__fish_assay_using_subcommand probe" -l ca-file -d 'Trust the authorities in this file (PEM) as well as the public ones' -r -F
complete -c assay -n "__fish_assay_using_subcommand probe" -l resolve -d 'Take this address for a host, whatever DNS says; may be given several times' -r
complete -c assay -n "__fish_assay_using_subcommand probe" -l name-server -d 'Ask this name server instead of the system\'s' -r
complete -c assay -n "__fish_assay_using_subcommand probe" -l rdap -d 'Ask until when the domains are registered: an RDAP server (`https://rdap.example.com/`), or a file: IANA\'s list of servers (https://data.iana.org/rdap/dns.json), or answers of RDAP that were saved. Without it no registry is asked' -r
complete -c assay -n "__fish_assay_using_subcommand probe" -l plain-port -d 'Where the host answers plain http, where its https is not at port 443' -r
complete -c assay -n "__fish_assay_using_subcommand probe" -l record -d 'Keep everything that is asked and answered in this folder, without secrets' -r -F
complete -c assay -n "__fish_assay_using_subcommand probe" -l replay -d 'Send nothing, and take the answers from this folder' -r -F
complete -c assay -n "__fish_assay_using_subcommand probe" -l config -d 'Use this assay.toml instead of the nearest one' -r -F
complete -c assay -n "__fish_assay_using_subcommand probe" -l fail-on -d 'The mildest severity of a finding that makes the exit code 1: low, medium, high or critical' -r
complete -c assay -n "__fish_assay_using_subcommand probe" -l require -d 'Exit with 3 where one of these requirements is unknown, not checked or in error' -r
complete -c assay -n "__fish_assay_using_subcommand probe" -l baseline -d 'Findings of this earlier report (JSON or SARIF of Assay\'s) don\'t count' -r -F
complete -c assay -n "__fish_assay_using_subcommand probe" -l format -d 'A format, or FORMAT=FILE to write it to a file; may be given several times' -r
complete -c assay -n "__fish_assay_using_subcommand probe" -l sarif-kinds -d 'In SARIF, write a result for every requirement as well' -r -f -a "findings\t''
all\t''"
complete -c assay -n "__fish_assay_using_subcommand probe" -l link-base -d 'In Markdown, link places to the tree at this address, up to the path of a file' -r
complete -c assay -n "__fish_assay_using_subcommand probe" -l now -d 'The day to judge for, YYYY-MM-DD; else SOURCE_DATE_EPOCH, else today' -r
complete -c assay -n "__fish_assay_using_subcommand probe" -l color -d 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'Where standard output is a terminal'
always\t'Always'
never\t'Never'"
complete -c assay -n "__fish_assay_using_subcommand probe" -l change-state -d 'Send requests that an app may act upon where it does not refuse them: POST and the like, forged installations among them. Without it, nothing but GET, HEAD and OPTIONS is sent'
complete -c assay -n "__fish_assay_using_subcommand probe" -l no-dns -d 'Ask nothing about names; what DNS says of the hosts stays open'
complete -c assay -n "__fish_assay_using_subcommand probe" -l no-config -d 'Read no assay.toml'
complete -c assay -n "__fish_assay_using_subcommand probe" -l strict -d 'Exit with 3 where any requirement is unknown, not checked or in error'
complete -c assay -n "__fish_assay_using_subcommand probe" -s v -l verbose -d 'Print every row with its duties, not only those that need somebody'
complete -c assay -n "__fish_assay_using_subcommand probe" -s q -l quiet -d 'Say nothing on standard error but what went wrong'
complete -c assay -n "__fish_assay_using_subcommand probe" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c assay -n "__fish_assay_using_subcommand run" -l script -d 'Do what this file says, instead of asking' -r -F
complete -c assay -n "__fish_assay_using_subcommand run" -l format -d 'human, json, junit or sarif, or FORMAT=FILE to write it to a file; may be given several times' -r
complete -c assay -n "__fish_assay_using_subcommand run" -l observe -d 'Write what was seen as an assessment, for `assay report` to merge with those of a check and of a probe' -r -F
complete -c assay -n "__fish_assay_using_subcommand run" -l reuse -d 'How often a process serves; a scenario may say so by `reuse`' -r -f -a "fresh\t'Once: what the platform promises'
tenant-warm\t'Again and again, for one tenant'
cloud-like\t'Again and again, for whoever is next, as hosted: tells what leaked, and where it lies'"
complete -c assay -n "__fish_assay_using_subcommand run" -l listen -d 'Answer tools at this address of this machine, such as 127.0.0.1:4000; port 0 takes a free one. The token they need is printed once' -r
complete -c assay -n "__fish_assay_using_subcommand run" -l seed -d 'Put the contents of this file into products and storage before anything is done' -r -F
complete -c assay -n "__fish_assay_using_subcommand run" -l state -d 'Keep the state in this directory, and go on from what lies there; else it goes with the session' -r -F
complete -c assay -n "__fish_assay_using_subcommand run" -l environment -d 'The environment to deploy to' -r
complete -c assay -n "__fish_assay_using_subcommand run" -l variable -d 'A variable of the environment; may be given several times' -r
complete -c assay -n "__fish_assay_using_subcommand run" -l secret-variable -d 'An encrypted variable, its value taken from an environment variable of this process; may be given several times' -r
complete -c assay -n "__fish_assay_using_subcommand run" -l egress -d 'What becomes of calls to other hosts, where the app may make them: off, live, record=DIRECTORY or replay=DIRECTORY' -r
complete -c assay -n "__fish_assay_using_subcommand run" -l proxy -d 'An HTTP proxy for calls that leave: http://proxy.example.com:3128. Variables of the environment name none' -r
complete -c assay -n "__fish_assay_using_subcommand run" -l ca-file -d 'For calls that leave, trust the authorities in this file (PEM) as well as the public ones' -r -F
complete -c assay -n "__fish_assay_using_subcommand run" -l site -d 'A development site of yours to install the app on as well, in the local platform: its own products answer, asked by the owner of the credentials. https://example.atlassian.net' -r
complete -c assay -n "__fish_assay_using_subcommand run" -l site-user -d 'The address of mail of the account that asks the site' -r
complete -c assay -n "__fish_assay_using_subcommand run" -l site-token -d 'The API token of that account: env:NAME or file:PATH' -r
complete -c assay -n "__fish_assay_using_subcommand run" -l site-record -d 'Write each exchange with the site to a file in this directory' -r -F
complete -c assay -n "__fish_assay_using_subcommand run" -l site-replay -d 'Answer as was recorded in this directory: neither site nor credentials are needed' -r -F
complete -c assay -n "__fish_assay_using_subcommand run" -l engine -d 'What runs the app: quickjs in about a millisecond a call, or this machine\'s node' -r -f -a "quickjs\t'`QuickJS`, with what Node would give an app'
node\t'The machine\'s own Node'"
complete -c assay -n "__fish_assay_using_subcommand run" -l color -d 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'Where standard output is a terminal'
always\t'Always'
never\t'Never'"
complete -c assay -n "__fish_assay_using_subcommand run" -l assert -d 'Exit with 1 where a step is not as expected'
complete -c assay -n "__fish_assay_using_subcommand run" -l init-script -d 'Write a first scenario from the manifest to standard output, and run nothing'
complete -c assay -n "__fish_assay_using_subcommand run" -l listen-anywhere -d 'Allow --listen an address that other machines reach. Nothing is encrypted on the way'
complete -c assay -n "__fish_assay_using_subcommand run" -l watch -d 'Build the app anew when a file of it is saved; in environments of developers only'
complete -c assay -n "__fish_assay_using_subcommand run" -l site-changes -d 'Make calls that may change something on the site'
complete -c assay -n "__fish_assay_using_subcommand run" -l unsafe-no-jail -d 'Hold the app with nothing but a process of its own. Only for code you trust as you trust this program'
complete -c assay -n "__fish_assay_using_subcommand run" -s q -l quiet -d 'Say nothing on standard error but what went wrong'
complete -c assay -n "__fish_assay_using_subcommand run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c assay -n "__fish_assay_using_subcommand data; and not __fish_seen_subcommand_from update status help" -l color -d 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'Where standard output is a terminal'
always\t'Always'
never\t'Never'"
complete -c assay -n "__fish_assay_using_subcommand data; and not __fish_seen_subcommand_from update status help" -s q -l quiet -d 'Say nothing on standard error but what went wrong'
complete -c assay -n "__fish_assay_using_subcommand data; and not __fish_seen_subcommand_from update status help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c assay -n "__fish_assay_using_subcommand data; and not __fish_seen_subcommand_from update status help" -f -a "update" -d 'Build the database of advisories from what others publish'
complete -c assay -n "__fish_assay_using_subcommand data; and not __fish_seen_subcommand_from update status help" -f -a "status" -d 'Say which data there is, of which day, and how much'
complete -c assay -n "__fish_assay_using_subcommand data; and not __fish_seen_subcommand_from update status help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c assay -n "__fish_assay_using_subcommand data; and __fish_seen_subcommand_from update" -l from -d 'A ZIP archive, a folder, or a single record, or the https:// address of an archive; may be given several times' -r
complete -c assay -n "__fish_assay_using_subcommand data; and __fish_seen_subcommand_from update" -l as-of -d 'The day the sources are of, YYYY-MM-DD; else that of the server, or the newest day their records name' -r
complete -c assay -n "__fish_assay_using_subcommand data; and __fish_seen_subcommand_from update" -l data -d 'Where to write it; else below the folder for data of your account' -r -F
complete -c assay -n "__fish_assay_using_subcommand data; and __fish_seen_subcommand_from update" -l proxy -d 'An HTTP proxy to fetch through: http://proxy.example.com:3128' -r
complete -c assay -n "__fish_assay_using_subcommand data; and __fish_seen_subcommand_from update" -l ca-file -d 'Trust the authorities in this file (PEM) as well as the public ones, for what is fetched' -r -F
complete -c assay -n "__fish_assay_using_subcommand data; and __fish_seen_subcommand_from update" -l color -d 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'Where standard output is a terminal'
always\t'Always'
never\t'Never'"
complete -c assay -n "__fish_assay_using_subcommand data; and __fish_seen_subcommand_from update" -s q -l quiet -d 'Say nothing on standard error but what went wrong'
complete -c assay -n "__fish_assay_using_subcommand data; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c assay -n "__fish_assay_using_subcommand data; and __fish_seen_subcommand_from status" -l data -d 'The database to look at; else the one `assay data update` wrote' -r -F
complete -c assay -n "__fish_assay_using_subcommand data; and __fish_seen_subcommand_from status" -l color -d 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'Where standard output is a terminal'
always\t'Always'
never\t'Never'"
complete -c assay -n "__fish_assay_using_subcommand data; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Say nothing on standard error but what went wrong'
complete -c assay -n "__fish_assay_using_subcommand data; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c assay -n "__fish_assay_using_subcommand data; and __fish_seen_subcommand_from help" -f -a "update" -d 'Build the database of advisories from what others publish'
complete -c assay -n "__fish_assay_using_subcommand data; and __fish_seen_subcommand_from help" -f -a "status" -d 'Say which data there is, of which day, and how much'
complete -c assay -n "__fish_assay_using_subcommand data; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
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
complete -c assay -n "__fish_assay_using_subcommand entries" -l exclude -d 'Leave out files that match this pattern; may be given several times' -r
complete -c assay -n "__fish_assay_using_subcommand entries" -l format -d 'human or json, or FORMAT=FILE to write it to a file; may be given several times' -r
complete -c assay -n "__fish_assay_using_subcommand entries" -l color -d 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'Where standard output is a terminal'
always\t'Always'
never\t'Never'"
complete -c assay -n "__fish_assay_using_subcommand entries" -s q -l quiet -d 'Say nothing on standard error but what went wrong'
complete -c assay -n "__fish_assay_using_subcommand entries" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c assay -n "__fish_assay_using_subcommand graph" -l exclude -d 'Leave out files that match this pattern; may be given several times' -r
complete -c assay -n "__fish_assay_using_subcommand graph" -l format -d 'svg, dot or mermaid, or FORMAT=FILE to write it to a file; may be given several times' -r
complete -c assay -n "__fish_assay_using_subcommand graph" -l color -d 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'Where standard output is a terminal'
always\t'Always'
never\t'Never'"
complete -c assay -n "__fish_assay_using_subcommand graph" -s q -l quiet -d 'Say nothing on standard error but what went wrong'
complete -c assay -n "__fish_assay_using_subcommand graph" -s h -l help -d 'Print help (see more with \'--help\')'
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
complete -c assay -n "__fish_assay_using_subcommand sbom" -l format -d 'cyclonedx (1.6) or spdx (2.3), both JSON, or FORMAT=FILE to write it to a file; may be given several times' -r
complete -c assay -n "__fish_assay_using_subcommand sbom" -l exclude -d 'Leave out files that match this pattern; may be given several times' -r
complete -c assay -n "__fish_assay_using_subcommand sbom" -l now -d 'The day to date it, YYYY-MM-DD; else SOURCE_DATE_EPOCH, else today' -r
complete -c assay -n "__fish_assay_using_subcommand sbom" -l color -d 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'Where standard output is a terminal'
always\t'Always'
never\t'Never'"
complete -c assay -n "__fish_assay_using_subcommand sbom" -s q -l quiet -d 'Say nothing on standard error but what went wrong'
complete -c assay -n "__fish_assay_using_subcommand sbom" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c assay -n "__fish_assay_using_subcommand help; and not __fish_seen_subcommand_from check probe run data report catalogue explain diff entries graph init questionnaire sbom help" -f -a "check" -d 'Read an app\'s source: requirement by requirement, what holds, what fails, what nobody looked at'
complete -c assay -n "__fish_assay_using_subcommand help; and not __fish_seen_subcommand_from check probe run data report catalogue explain diff entries graph init questionnaire sbom help" -f -a "probe" -d 'Test a running app of yours: its TLS, names, certificates, headers, cookies and every token rule'
complete -c assay -n "__fish_assay_using_subcommand help; and not __fish_seen_subcommand_from check probe run data report catalogue explain diff entries graph init questionnaire sbom help" -f -a "run" -d 'Run a Forge app in a local platform with two sites, and see what it is allowed, refused, and leaks'
complete -c assay -n "__fish_assay_using_subcommand help; and not __fish_seen_subcommand_from check probe run data report catalogue explain diff entries graph init questionnaire sbom help" -f -a "data" -d 'Say which advisories of packages there are, or bring new ones'
complete -c assay -n "__fish_assay_using_subcommand help; and not __fish_seen_subcommand_from check probe run data report catalogue explain diff entries graph init questionnaire sbom help" -f -a "report" -d 'Merge saved assessments (`--format json`) and judge them again by this build\'s catalogue'
complete -c assay -n "__fish_assay_using_subcommand help; and not __fish_seen_subcommand_from check probe run data report catalogue explain diff entries graph init questionnaire sbom help" -f -a "catalogue" -d 'List the requirements, and by what each can be verified today'
complete -c assay -n "__fish_assay_using_subcommand help; and not __fish_seen_subcommand_from check probe run data report catalogue explain diff entries graph init questionnaire sbom help" -f -a "explain" -d 'Print the page of a requirement or a rule'
complete -c assay -n "__fish_assay_using_subcommand help; and not __fish_seen_subcommand_from check probe run data report catalogue explain diff entries graph init questionnaire sbom help" -f -a "diff" -d 'Compare two versions of a Forge app: which growth needs an admin\'s approval again'
complete -c assay -n "__fish_assay_using_subcommand help; and not __fish_seen_subcommand_from check probe run data report catalogue explain diff entries graph init questionnaire sbom help" -f -a "entries" -d 'List every way into an app\'s code: who can take it, and what was and was not found behind it'
complete -c assay -n "__fish_assay_using_subcommand help; and not __fish_seen_subcommand_from check probe run data report catalogue explain diff entries graph init questionnaire sbom help" -f -a "graph" -d 'Draw an app: who can cause what to run, and which products, stores and hosts that reaches'
complete -c assay -n "__fish_assay_using_subcommand help; and not __fish_seen_subcommand_from check probe run data report catalogue explain diff entries graph init questionnaire sbom help" -f -a "init" -d 'Write a commented assay.toml, filled in with what the app shows'
complete -c assay -n "__fish_assay_using_subcommand help; and not __fish_seen_subcommand_from check probe run data report catalogue explain diff entries graph init questionnaire sbom help" -f -a "questionnaire" -d 'Draft the Marketplace\'s security questionnaire for a Forge app: each answer with what it rests on'
complete -c assay -n "__fish_assay_using_subcommand help; and not __fish_seen_subcommand_from check probe run data report catalogue explain diff entries graph init questionnaire sbom help" -f -a "sbom" -d 'Write a bill of materials: every package that others wrote, with what brings it in'
complete -c assay -n "__fish_assay_using_subcommand help; and not __fish_seen_subcommand_from check probe run data report catalogue explain diff entries graph init questionnaire sbom help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c assay -n "__fish_assay_using_subcommand help; and __fish_seen_subcommand_from data" -f -a "update" -d 'Build the database of advisories from what others publish'
complete -c assay -n "__fish_assay_using_subcommand help; and __fish_seen_subcommand_from data" -f -a "status" -d 'Say which data there is, of which day, and how much'
