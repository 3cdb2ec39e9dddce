//! Verbs that a build may have been made without.

use clap::error::{ContextKind, ContextValue};

/// Each with whether this build has it. The feature that brings one goes by its name.
pub(crate) const OPTIONAL: [(&str, bool); 2] =
    [("probe", cfg!(feature = "probe")), ("run", cfg!(all(feature = "run", target_os = "linux")))];

/// A verb that is not in this build is told from one that does not exist.
pub(crate) fn told(mut error: clap::Error, optional: &[(&str, bool)]) -> clap::Error {
    let Some(ContextValue::String(asked)) = error.get(ContextKind::InvalidSubcommand) else { return error };
    let Some((verb, _)) = optional.iter().find(|(verb, is_here)| verb == asked && !is_here) else {
        return error;
    };
    let tip = match cfg!(target_os = "linux") || *verb != "run" {
        true => format!("this build was made without `{verb}`; one with `--features {verb}` has it"),
        false => "apps are run on Linux only".to_owned(),
    };
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    error
}

#[cfg(test)]
mod tests {
    use clap::{Command, error::ErrorKind};

    use super::told;

    #[test]
    fn what_a_build_lacks_is_told_from_what_does_not_exist() {
        let asked = |verb: &str| {
            let command = Command::new("assay").subcommand(Command::new("check")).subcommand_required(true);
            let error = command.try_get_matches_from(["assay", verb]).unwrap_err();
            let error = told(error, &[("probe", false), ("run", true)]);
            assert_eq!(error.kind(), ErrorKind::InvalidSubcommand);
            error.to_string()
        };
        assert!(asked("probe").contains("tip: this build was made without `probe`"), "{}", asked("probe"));
        assert!(!asked("run").contains("this build"));
        assert!(!asked("prob").contains("this build"));
    }
}
