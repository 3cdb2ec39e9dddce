
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'assay' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'assay'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'assay' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Read an app''s source: requirement by requirement, what holds, what fails, what nobody looked at')
            [CompletionResult]::new('probe', 'probe', [CompletionResultType]::ParameterValue, 'Test a running app of yours: its TLS, names, certificates, headers, cookies and every token rule')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run a Forge app in a local platform with two sites, and see what it is allowed, refused, and leaks')
            [CompletionResult]::new('data', 'data', [CompletionResultType]::ParameterValue, 'Say which advisories of packages there are, or bring new ones')
            [CompletionResult]::new('report', 'report', [CompletionResultType]::ParameterValue, 'Merge saved assessments (`--format json`) and judge them again by this build''s catalogue')
            [CompletionResult]::new('catalogue', 'catalogue', [CompletionResultType]::ParameterValue, 'List the requirements, and by what each can be verified today')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Print the page of a requirement or a rule')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Compare two versions of a Forge app: which growth needs an admin''s approval again')
            [CompletionResult]::new('entries', 'entries', [CompletionResultType]::ParameterValue, 'List every way into an app''s code: who can take it, and what was and was not found behind it')
            [CompletionResult]::new('graph', 'graph', [CompletionResultType]::ParameterValue, 'Draw an app: who can cause what to run, and which products, stores and hosts that reaches')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write a commented assay.toml, filled in with what the app shows')
            [CompletionResult]::new('questionnaire', 'questionnaire', [CompletionResultType]::ParameterValue, 'Draft the Marketplace''s security questionnaire for a Forge app: each answer with what it rests on')
            [CompletionResult]::new('sbom', 'sbom', [CompletionResultType]::ParameterValue, 'Write a bill of materials: every package that others wrote, with what brings it in')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'assay;check' {
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'The app''s type, where its files mislead: forge, forge-remote, connect, trello, oauth')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this assay.toml instead of the nearest one')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out files that match this pattern; may be given several times')
            [CompletionResult]::new('--changed-since', '--changed-since', [CompletionResultType]::ParameterName, 'Count only findings in files that differ from this commit, branch or tag')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'Use this database of advisories; else the one assay.toml names, else the one `assay data update` wrote')
            [CompletionResult]::new('--vex', '--vex', [CompletionResultType]::ParameterName, 'Statements about vulnerabilities, OpenVEX or CycloneDX; may be given several times, the last one counts')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'The mildest severity of a finding that makes the exit code 1: low, medium, high or critical')
            [CompletionResult]::new('--require', '--require', [CompletionResultType]::ParameterName, 'Exit with 3 where one of these requirements is unknown, not checked or in error')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'Findings of this earlier report (JSON or SARIF of Assay''s) don''t count')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'A format, or FORMAT=FILE to write it to a file; may be given several times')
            [CompletionResult]::new('--sarif-kinds', '--sarif-kinds', [CompletionResultType]::ParameterName, 'In SARIF, write a result for every requirement as well')
            [CompletionResult]::new('--link-base', '--link-base', [CompletionResultType]::ParameterName, 'In Markdown, link places to the tree at this address, up to the path of a file')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'The day to judge for, YYYY-MM-DD; else SOURCE_DATE_EPOCH, else today')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no assay.toml and honour no inline comment: what the app''s repository says of itself doesn''t count')
            [CompletionResult]::new('--no-gitignore', '--no-gitignore', [CompletionResultType]::ParameterName, 'Look at files that .gitignore names, too')
            [CompletionResult]::new('--history', '--history', [CompletionResultType]::ParameterName, 'Look for secrets in the history of the repository, too: every version of every file that a branch or tag reaches. Without it, requirements about the history stay open')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Exit with 3 where any requirement is unknown, not checked or in error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print every row with its duties, not only those that need somebody')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print every row with its duties, not only those that need somebody')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'assay;probe' {
            [CompletionResult]::new('--i-own', '--i-own', [CompletionResultType]::ParameterName, 'A host that is yours to test; may be given several times. `owned_hosts` in assay.toml counts, too. No other host is ever asked anything')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the app is served from, where its files do not say so, or say something else')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'What the target is, where it does not tell: connect, remote, trello, 3lo')
            [CompletionResult]::new('--also', '--also', [CompletionResultType]::ParameterName, 'Another address of the app, with its method in front where that is not the usual one; may be given several times: `/oauth/login`, `''POST /hooks/trello''`. What code of JavaScript serves is found in an app''s directory')
            [CompletionResult]::new('--app-id', '--app-id', [CompletionResultType]::ParameterName, 'The id that tokens for the app name, where its files do not tell: of a Forge app (`ari:cloud:…`) or a Power-Up')
            [CompletionResult]::new('--tenant', '--tenant', [CompletionResultType]::ParameterName, 'An installation whose shared secret you hold: `<clientKey>=env:NAME` or `<clientKey>=file:PATH`; may be given several times. With two, it is tested that each is good for itself only')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The Atlassian account id of a user who may see the app''s pages, for apps that ask the product')
            [CompletionResult]::new('--other-account', '--other-account', [CompletionResultType]::ParameterName, 'The account id of a user who may not see what `--restricted` names')
            [CompletionResult]::new('--restricted', '--restricted', [CompletionResultType]::ParameterName, 'An address of the app that `--account` may see and `--other-account` may not, with the id of something real; may be given several times: `''/issue?key=SEC-1''`. Both are asked for it, and should not get the same')
            [CompletionResult]::new('--webhook-secret', '--webhook-secret', [CompletionResultType]::ParameterName, 'The secret that Trello signs calls of webhooks with, that of the Power-Up''s OAuth: `env:NAME` or `file:PATH`')
            [CompletionResult]::new('--key-server', '--key-server', [CompletionResultType]::ParameterName, 'Serve keys of ours at this address while testing: for an app in staging that takes the platform''s keys from it')
            [CompletionResult]::new('--budget', '--budget', [CompletionResultType]::ParameterName, 'The most requests that are sent')
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'The most requests a second; 0 for no limit. Loopback addresses are not limited')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'The most requests under way at one host at the same time')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'An HTTP proxy to go through: http://proxy.example.com:3128')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Trust the authorities in this file (PEM) as well as the public ones')
            [CompletionResult]::new('--resolve', '--resolve', [CompletionResultType]::ParameterName, 'Take this address for a host, whatever DNS says; may be given several times')
            [CompletionResult]::new('--name-server', '--name-server', [CompletionResultType]::ParameterName, 'Ask this name server instead of the system''s')
            [CompletionResult]::new('--rdap', '--rdap', [CompletionResultType]::ParameterName, 'Ask until when the domains are registered: an RDAP server (`https://rdap.example.com/`), or a file: IANA''s list of servers (https://data.iana.org/rdap/dns.json), or answers of RDAP that were saved. Without it no registry is asked')
            [CompletionResult]::new('--plain-port', '--plain-port', [CompletionResultType]::ParameterName, 'Where the host answers plain http, where its https is not at port 443')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep everything that is asked and answered in this folder, without secrets')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Send nothing, and take the answers from this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this assay.toml instead of the nearest one')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'The mildest severity of a finding that makes the exit code 1: low, medium, high or critical')
            [CompletionResult]::new('--require', '--require', [CompletionResultType]::ParameterName, 'Exit with 3 where one of these requirements is unknown, not checked or in error')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'Findings of this earlier report (JSON or SARIF of Assay''s) don''t count')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'A format, or FORMAT=FILE to write it to a file; may be given several times')
            [CompletionResult]::new('--sarif-kinds', '--sarif-kinds', [CompletionResultType]::ParameterName, 'In SARIF, write a result for every requirement as well')
            [CompletionResult]::new('--link-base', '--link-base', [CompletionResultType]::ParameterName, 'In Markdown, link places to the tree at this address, up to the path of a file')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'The day to judge for, YYYY-MM-DD; else SOURCE_DATE_EPOCH, else today')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--change-state', '--change-state', [CompletionResultType]::ParameterName, 'Send requests that an app may act upon where it does not refuse them: POST and the like, forged installations among them. Without it, nothing but GET, HEAD and OPTIONS is sent')
            [CompletionResult]::new('--no-dns', '--no-dns', [CompletionResultType]::ParameterName, 'Ask nothing about names; what DNS says of the hosts stays open')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no assay.toml')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Exit with 3 where any requirement is unknown, not checked or in error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print every row with its duties, not only those that need somebody')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print every row with its duties, not only those that need somebody')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'assay;run' {
            [CompletionResult]::new('--script', '--script', [CompletionResultType]::ParameterName, 'Do what this file says, instead of asking')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'human, json, junit or sarif, or FORMAT=FILE to write it to a file; may be given several times')
            [CompletionResult]::new('--observe', '--observe', [CompletionResultType]::ParameterName, 'Write what was seen as an assessment, for `assay report` to merge with those of a check and of a probe')
            [CompletionResult]::new('--reuse', '--reuse', [CompletionResultType]::ParameterName, 'How often a process serves; a scenario may say so by `reuse`')
            [CompletionResult]::new('--listen', '--listen', [CompletionResultType]::ParameterName, 'Answer tools at this address of this machine, such as 127.0.0.1:4000; port 0 takes a free one. The token they need is printed once')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'Put the contents of this file into products and storage before anything is done')
            [CompletionResult]::new('--state', '--state', [CompletionResultType]::ParameterName, 'Keep the state in this directory, and go on from what lies there; else it goes with the session')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'The environment to deploy to')
            [CompletionResult]::new('--variable', '--variable', [CompletionResultType]::ParameterName, 'A variable of the environment; may be given several times')
            [CompletionResult]::new('--secret-variable', '--secret-variable', [CompletionResultType]::ParameterName, 'An encrypted variable, its value taken from an environment variable of this process; may be given several times')
            [CompletionResult]::new('--egress', '--egress', [CompletionResultType]::ParameterName, 'What becomes of calls to other hosts, where the app may make them: off, live, record=DIRECTORY or replay=DIRECTORY')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'An HTTP proxy for calls that leave: http://proxy.example.com:3128. Variables of the environment name none')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'For calls that leave, trust the authorities in this file (PEM) as well as the public ones')
            [CompletionResult]::new('--site', '--site', [CompletionResultType]::ParameterName, 'A development site of yours to install the app on as well, in the local platform: its own products answer, asked by the owner of the credentials. https://example.atlassian.net')
            [CompletionResult]::new('--site-user', '--site-user', [CompletionResultType]::ParameterName, 'The address of mail of the account that asks the site')
            [CompletionResult]::new('--site-token', '--site-token', [CompletionResultType]::ParameterName, 'The API token of that account: env:NAME or file:PATH')
            [CompletionResult]::new('--site-record', '--site-record', [CompletionResultType]::ParameterName, 'Write each exchange with the site to a file in this directory')
            [CompletionResult]::new('--site-replay', '--site-replay', [CompletionResultType]::ParameterName, 'Answer as was recorded in this directory: neither site nor credentials are needed')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'What runs the app: quickjs in about a millisecond a call, or this machine''s node')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--assert', '--assert', [CompletionResultType]::ParameterName, 'Exit with 1 where a step is not as expected')
            [CompletionResult]::new('--init-script', '--init-script', [CompletionResultType]::ParameterName, 'Write a first scenario from the manifest to standard output, and run nothing')
            [CompletionResult]::new('--listen-anywhere', '--listen-anywhere', [CompletionResultType]::ParameterName, 'Allow --listen an address that other machines reach. Nothing is encrypted on the way')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Build the app anew when a file of it is saved; in environments of developers only')
            [CompletionResult]::new('--site-changes', '--site-changes', [CompletionResultType]::ParameterName, 'Make calls that may change something on the site')
            [CompletionResult]::new('--unsafe-no-jail', '--unsafe-no-jail', [CompletionResultType]::ParameterName, 'Hold the app with nothing but a process of its own. Only for code you trust as you trust this program')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'assay;data' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Build the database of advisories from what others publish')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Say which data there is, of which day, and how much')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'assay;data;update' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'A ZIP archive, a folder, or a single record, or the https:// address of an archive; may be given several times')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The day the sources are of, YYYY-MM-DD; else that of the server, or the newest day their records name')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'Where to write it; else below the folder for data of your account')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'An HTTP proxy to fetch through: http://proxy.example.com:3128')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Trust the authorities in this file (PEM) as well as the public ones, for what is fetched')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'assay;data;status' {
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The database to look at; else the one `assay data update` wrote')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'assay;data;help' {
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Build the database of advisories from what others publish')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Say which data there is, of which day, and how much')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'assay;data;help;update' {
            break
        }
        'assay;data;help;status' {
            break
        }
        'assay;data;help;help' {
            break
        }
        'assay;report' {
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'The mildest severity of a finding that makes the exit code 1: low, medium, high or critical')
            [CompletionResult]::new('--require', '--require', [CompletionResultType]::ParameterName, 'Exit with 3 where one of these requirements is unknown, not checked or in error')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'Findings of this earlier report (JSON or SARIF of Assay''s) don''t count')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'A format, or FORMAT=FILE to write it to a file; may be given several times')
            [CompletionResult]::new('--sarif-kinds', '--sarif-kinds', [CompletionResultType]::ParameterName, 'In SARIF, write a result for every requirement as well')
            [CompletionResult]::new('--link-base', '--link-base', [CompletionResultType]::ParameterName, 'In Markdown, link places to the tree at this address, up to the path of a file')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'The day to judge for, YYYY-MM-DD; else SOURCE_DATE_EPOCH, else today')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Exit with 3 where any requirement is unknown, not checked or in error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print every row with its duties, not only those that need somebody')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print every row with its duties, not only those that need somebody')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'assay;catalogue' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print it')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'assay;explain' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'assay;diff' {
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Read the old version from this commit, branch or tag')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Read the new version from this commit, branch or tag')
            [CompletionResult]::new('--variables', '--variables', [CompletionResultType]::ParameterName, 'Values of environment variables, `NAME=value` a line, that both versions are deployed with')
            [CompletionResult]::new('--old-variables', '--old-variables', [CompletionResultType]::ParameterName, 'Values that the old version is deployed with')
            [CompletionResult]::new('--new-variables', '--new-variables', [CompletionResultType]::ParameterName, 'Values that the new version is deployed with')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'human, json or markdown, or FORMAT=FILE to write it to a file; may be given several times')
            [CompletionResult]::new('--evidence', '--evidence', [CompletionResultType]::ParameterName, 'Save what was seen for `assay report`, to be judged with what `assay check` saw of the new version')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'The day to judge the saved evidence for, YYYY-MM-DD; else SOURCE_DATE_EPOCH, else today')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'assay;entries' {
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out files that match this pattern; may be given several times')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'human or json, or FORMAT=FILE to write it to a file; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'assay;graph' {
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out files that match this pattern; may be given several times')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'svg, dot or mermaid, or FORMAT=FILE to write it to a file; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'assay;init' {
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'The day to date it, YYYY-MM-DD; else SOURCE_DATE_EPOCH, else today')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print it instead of writing assay.toml')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace an assay.toml that is there')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'assay;questionnaire' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'human, markdown or json, or FORMAT=FILE to write it to a file; may be given several times. Of several apps each gets a Markdown file of its own, named after its folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Use this assay.toml instead of the nearest one')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'The day to draft for, YYYY-MM-DD; else SOURCE_DATE_EPOCH, else today')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--fail-on-blocking', '--fail-on-blocking', [CompletionResultType]::ParameterName, 'Exit with 1 where a drafted answer would keep the app from being listed')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no assay.toml and honour no inline comment: what the app''s repository says of itself doesn''t count')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'assay;sbom' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'cyclonedx (1.6) or spdx (2.3), both JSON, or FORMAT=FILE to write it to a file; may be given several times')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out files that match this pattern; may be given several times')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'The day to date it, YYYY-MM-DD; else SOURCE_DATE_EPOCH, else today')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'assay;help' {
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Read an app''s source: requirement by requirement, what holds, what fails, what nobody looked at')
            [CompletionResult]::new('probe', 'probe', [CompletionResultType]::ParameterValue, 'Test a running app of yours: its TLS, names, certificates, headers, cookies and every token rule')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run a Forge app in a local platform with two sites, and see what it is allowed, refused, and leaks')
            [CompletionResult]::new('data', 'data', [CompletionResultType]::ParameterValue, 'Say which advisories of packages there are, or bring new ones')
            [CompletionResult]::new('report', 'report', [CompletionResultType]::ParameterValue, 'Merge saved assessments (`--format json`) and judge them again by this build''s catalogue')
            [CompletionResult]::new('catalogue', 'catalogue', [CompletionResultType]::ParameterValue, 'List the requirements, and by what each can be verified today')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Print the page of a requirement or a rule')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Compare two versions of a Forge app: which growth needs an admin''s approval again')
            [CompletionResult]::new('entries', 'entries', [CompletionResultType]::ParameterValue, 'List every way into an app''s code: who can take it, and what was and was not found behind it')
            [CompletionResult]::new('graph', 'graph', [CompletionResultType]::ParameterValue, 'Draw an app: who can cause what to run, and which products, stores and hosts that reaches')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write a commented assay.toml, filled in with what the app shows')
            [CompletionResult]::new('questionnaire', 'questionnaire', [CompletionResultType]::ParameterValue, 'Draft the Marketplace''s security questionnaire for a Forge app: each answer with what it rests on')
            [CompletionResult]::new('sbom', 'sbom', [CompletionResultType]::ParameterValue, 'Write a bill of materials: every package that others wrote, with what brings it in')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'assay;help;check' {
            break
        }
        'assay;help;probe' {
            break
        }
        'assay;help;run' {
            break
        }
        'assay;help;data' {
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Build the database of advisories from what others publish')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Say which data there is, of which day, and how much')
            break
        }
        'assay;help;data;update' {
            break
        }
        'assay;help;data;status' {
            break
        }
        'assay;help;report' {
            break
        }
        'assay;help;catalogue' {
            break
        }
        'assay;help;explain' {
            break
        }
        'assay;help;diff' {
            break
        }
        'assay;help;entries' {
            break
        }
        'assay;help;graph' {
            break
        }
        'assay;help;init' {
            break
        }
        'assay;help;questionnaire' {
            break
        }
        'assay;help;sbom' {
            break
        }
        'assay;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
