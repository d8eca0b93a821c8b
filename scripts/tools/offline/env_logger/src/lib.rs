//! Empty: only the original `main` functions of the tools start a logger, and ours replaces them.
