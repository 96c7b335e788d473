//! Looks at installers: what is asked, within which bounds, and what each fault of a host amounts to.

mod faults;
mod host;
mod parts;
mod sockets;
mod whole;
