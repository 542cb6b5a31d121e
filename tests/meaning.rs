//! Schemes whose tests say what they mean, worked out by hand: `tests/cases/meaning` holds what has once been misread.
#![allow(clippy::disallowed_methods, reason = "tests run the program on case files")]

use std::process::Command;

#[test]
fn every_scheme_means_what_its_tests_say() {
    let folder = format!("{}/tests/cases/meaning", env!("CARGO_MANIFEST_DIR"));
    let entries = std::fs::read_dir(folder).expect("the folder of cases");
    for path in entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_file()) {
        for verb in ["lint", "test"] {
            let output = Command::new(env!("CARGO_BIN_EXE_heng"))
                .args([verb, "--lang", "en"])
                .arg(&path)
                .output()
                .expect("the program runs");
            let told = format!(
                "{}{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            );
            assert_eq!(output.status.code(), Some(0), "{verb} {}: {told}", path.display());
        }
    }
}
