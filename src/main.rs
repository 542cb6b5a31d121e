//! The program: nothing but a call of its door.

fn main() -> std::process::ExitCode {
    heng::cli::main()
}
