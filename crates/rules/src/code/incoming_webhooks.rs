//! Addresses that are credentials: whoever knows that of an incoming webhook writes where it leads.
//!
//! Source: docs.slack.dev/messaging/sending-messages-using-incoming-webhooks ("your webhook URL contains a secret");
//! learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors; discord.com/developers/docs/resources/webhook;
//! read 2026-11-24.

use crate::words::words;

/// Services whose incoming webhooks have their key in the address.
const SERVICES: [&str; 15] = [
    "slack",
    "teams",
    "msteams",
    "discord",
    "mattermost",
    "rocketchat",
    "feishu",
    "lark",
    "dingtalk",
    "wecom",
    "wechat",
    "zapier",
    "gchat",
    "telegram",
    "webex",
];

/// How such addresses begin.
const BEGINNINGS: [&str; 9] = [
    "https://hooks.slack.com/",
    "https://discord.com/api/webhooks/",
    "https://discordapp.com/api/webhooks/",
    "https://hooks.zapier.com/",
    "https://open.feishu.cn/open-apis/bot/",
    "https://open.larksuite.com/open-apis/bot/",
    "https://qyapi.weixin.qq.com/cgi-bin/webhook/",
    "https://oapi.dingtalk.com/robot/",
    "https://chat.googleapis.com/v1/spaces/",
];

/// Whether a name promises the address of one: `slackWebhookUrl`, `TEAMS_WEBHOOK`; not `slackWebhookEnabled`.
pub(super) fn is_address_name(name: &str) -> bool {
    const LAST: [&str; 9] =
        ["webhook", "webhooks", "hook", "url", "urls", "uri", "address", "endpoint", "link"];
    let words = words(name);
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    let is_flag = words
        .first()
        .is_some_and(|first| matches!(first.as_str(), "has" | "is" | "use" | "show" | "no" | "needs"));
    let ends = words.last().is_some_and(|last| LAST.contains(&last.as_str()));
    has(&SERVICES) && has(&["webhook", "webhooks", "hook"]) && ends && !is_flag
}

/// Whether an address that begins like this is that of one.
pub(super) fn begins_like_one(prefix: &str) -> bool {
    BEGINNINGS.iter().any(|beginning| prefix.starts_with(beginning))
        || prefix.starts_with("https://") && prefix.contains(".webhook.office.com/")
}

#[cfg(test)]
mod tests {
    use super::is_address_name;

    #[test]
    fn names_of_addresses_are_told_from_what_is_about_them() {
        for name in [
            "slackWebhookUrl",
            "SLACK_WEBHOOK_URL",
            "teams_webhook",
            "discordHook",
            "incomingSlackWebhookURL",
        ] {
            assert!(is_address_name(name), "{name}");
        }
        for name in [
            "webhookUrl",
            "slackWebhookEnabled",
            "slackWebhookId",
            "hasSlackWebhook",
            "slackUrl",
            "jiraWebhookUrl",
        ] {
            assert!(!is_address_name(name), "{name}");
        }
    }
}
