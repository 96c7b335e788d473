//! The source itself: its size, its imports, its words.

mod cycles;
mod imports;
mod lexer;
mod size;
mod words;
