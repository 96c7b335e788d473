//! Installers whose bytes change when a test says so.

use std::{
    cell::{Cell, RefCell},
    future,
    rc::Rc,
};

use futures_util::{FutureExt as _, future::LocalBoxFuture};
use storectl_apply::{InstallerCheck, InstallerFault, InstallerFaultKind};
use storectl_model::FieldPath;

/// Says what looks at the installers find, and counts them; clones keep the same.
#[derive(Clone, Default)]
pub(crate) struct ScriptedInstallers {
    looks: Rc<Cell<usize>>,
    find: Rc<RefCell<Find>>,
}

#[derive(Clone, Copy, Default)]
enum Find {
    /// The installers that the plan saw.
    #[default]
    Planned,
    /// These, until so many looks have passed; from then on, this.
    After(usize, InstallerFaultKind),
    /// Nothing: the host never answers.
    Silence,
}

impl ScriptedInstallers {
    /// Lets this many more looks pass; every one after them finds this.
    pub(crate) fn fail_after(&self, passing: usize, kind: InstallerFaultKind) {
        *self.find.borrow_mut() = Find::After(self.looks() + passing, kind);
    }

    /// No look ends any more.
    pub(crate) fn fall_silent(&self) {
        *self.find.borrow_mut() = Find::Silence;
    }

    /// Every look finds what the plan saw: of a run that planned again.
    pub(crate) fn planned_again(&self) {
        *self.find.borrow_mut() = Find::Planned;
    }

    /// Returns how many looks there were.
    pub(crate) fn looks(&self) -> usize {
        self.looks.get()
    }
}

impl InstallerCheck for ScriptedInstallers {
    fn check(&mut self) -> LocalBoxFuture<'_, Result<(), InstallerFault>> {
        let passed = self.looks.replace(self.looks() + 1);
        let find = *self.find.borrow();
        let fault = |kind| InstallerFault {
            package: FieldPath::of_package(0),
            kind,
            message: match kind {
                InstallerFaultKind::OtherBytes => "it had 7 bytes and has 8".to_owned(),
                InstallerFaultKind::CannotTell => "www.contoso.com: connection refused".to_owned(),
            },
        };
        match find {
            Find::Planned => future::ready(Ok(())).boxed_local(),
            Find::After(passing, _) if passed < passing => future::ready(Ok(())).boxed_local(),
            Find::After(_, kind) => future::ready(Err(fault(kind))).boxed_local(),
            Find::Silence => future::pending().boxed_local(),
        }
    }
}
