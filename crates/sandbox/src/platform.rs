//! The platform: everything behind one value.

mod account;
mod deploy;
mod engines;
mod erase;
mod events;
mod install;
mod invoke;
mod logs;
mod queues;
mod records;
mod snapshot;
mod storage;
mod time;
mod told;
mod web;

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use assay_store::MasterKey;
use jiff::Timestamp;

pub(crate) use self::{account::app_account, engines::Engine, invoke::Facts, queues::QueueAnswer};
pub use self::{
    deploy::Deployment,
    events::Delivery,
    install::Removal,
    invoke::{Answer, Call, Cause, Failure},
    logs::Logged,
    web::WebAddress,
};
use self::{engines::Engines, queues::Rate, records::Records, web::Doors};
use crate::{
    engine::EngineKind,
    error::Error,
    guard::{Guard, Guards},
    outward::Outward,
    products::{Products, Site},
    queue::Queue,
    reuse::Reuse,
    state::{
        act::{Act, EnvironmentId, State, VersionNumber},
        folder::Folder,
        ledger::{Entry, Ledger},
        package::Deployed,
    },
    waiting::Events,
};

/// How a platform is run.
#[derive(Debug, Clone)]
pub struct Options {
    /// The platform's clock, where the directory is new. It moves on by [`Platform::tick`] only.
    pub now: Timestamp,
    /// Which engine runs apps.
    pub engine: EngineKind,
    /// Whether a process serves more than one invocation.
    pub reuse: Reuse,
    /// Calls outside.
    pub outward: Outward,
    /// The app is distributed to others than its makers: it may call only products it is installed in.
    pub distributed: bool,
    /// Hold apps with nothing but a process of their own: `--unsafe-no-jail`.
    pub without_jail: bool,
    /// The address before `/x1/…` in the addresses of web triggers.
    pub web_base: String,
    /// Most causes that may stand before an event or a job.
    ///
    /// Source: developer.atlassian.com/platform/forge/runtime-reference/async-events-api, read 2026-11: 1,000.
    pub deepest: u32,
    /// Most processes with an app's code that are kept ready.
    pub most_engines: usize,
    /// Most jobs of queues that are done at the same time; where processes are used again, it is one. Ours: how many the
    /// hosted platform does is not published.
    pub consumers: usize,
    /// Which of the platform's rules hold.
    pub guards: Guards,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            now: Timestamp::UNIX_EPOCH,
            engine: EngineKind::default(),
            reuse: Reuse::Fresh,
            outward: Outward::Closed,
            distributed: true,
            without_jail: false,
            web_base: "https://web-triggers.invalid".to_owned(),
            deepest: 1_000,
            most_engines: 16,
            consumers: 4,
            guards: Guards::default(),
        }
    }
}

/// A local platform: sites with products, environments with versions of apps, installations with what they keep.
///
/// It can be used from several threads at a time. Everything it was told is in its directory before a call returns.
pub struct Platform {
    pub(crate) folder: Folder,
    pub(crate) options: Options,
    pub(crate) master: MasterKey,
    book: Mutex<Book>,
    pub(crate) products: Mutex<Box<dyn Products>>,
    pub(crate) sites: Vec<Site>,
    versions: Mutex<HashMap<(EnvironmentId, VersionNumber), Arc<Deployed>>>,
    stores: Mutex<HashMap<String, (VersionNumber, Store)>>,
    engines: Mutex<Engines>,
    pub(crate) records: Mutex<Records>,
    clock: Mutex<Timestamp>,
    waiting: Mutex<Events>,
    queue: Mutex<Queue>,
    rates: Mutex<HashMap<String, Rate>>,
    doors: Mutex<Doors>,
    /// Why a log could not be written, where one could not.
    logging: Mutex<Option<String>>,
}

/// What an installation keeps, open, with the entities of one version.
type Store = Arc<Mutex<assay_store::Installation>>;

/// The ledger, and what it comes to.
struct Book {
    ledger: Ledger,
    state: State,
}

impl Platform {
    /// Opens the platform of a directory, and makes it where there is none. It is ours until the value is dropped.
    ///
    /// # Errors
    /// The directory is in use, or what lies there is not what was written.
    pub fn open(directory: &Path, products: Box<dyn Products>, options: Options) -> Result<Self, Error> {
        let folder = Folder::take(directory)?;
        let master = folder.master_key()?;
        let (ledger, entries) = Ledger::open(&folder.path(LEDGER))?;
        let mut state = State::default();
        for entry in &entries {
            if let Act::Uninstalled { installation } = &entry.act
                && let Some(it) = state.installations.get(installation)
            {
                // A death may have come between saying so and doing so.
                let id = install::store_id(&it.environment, installation)?;
                if options.guards.hold(Guard::DataRemoved) {
                    assay_store::Installation::remove(&folder.path(STORES), &id)?;
                }
            }
            state.apply(&entry.act);
        }
        let clock = match folder.read(&folder.path(CLOCK))? {
            None => options.now,
            Some(bytes) => String::from_utf8_lossy(&bytes).trim().parse().map_err(|_| Error::Damaged {
                path: folder.path(CLOCK),
                because: "it is no time".to_owned(),
            })?,
        };
        let records = Records::open(&folder.path(DECISIONS))?;
        let queue = Queue::open(&folder, &folder.path(QUEUE))?;
        let waiting = Events::open(&folder, &folder.path(EVENTS))?;
        let doors = Doors::open(&folder)?;
        Ok(Self {
            sites: products.sites(),
            engines: Mutex::new(Engines::new(options.most_engines)),
            records: Mutex::new(records),
            folder,
            options,
            master,
            book: Mutex::new(Book { ledger, state }),
            products: Mutex::new(products),
            versions: Mutex::default(),
            stores: Mutex::default(),
            clock: Mutex::new(clock),
            waiting: Mutex::new(waiting),
            queue: Mutex::new(queue),
            rates: Mutex::default(),
            doors: Mutex::new(doors),
            logging: Mutex::default(),
        })
    }

    /// Its directory. While nothing has it open, copying it is a snapshot, as [`Platform::snapshot`] makes one at any
    /// time, and removing it a reset.
    #[must_use]
    pub fn directory(&self) -> PathBuf {
        self.folder.root().to_owned()
    }

    /// The platform's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        *held(&self.clock)
    }

    /// The sites there are.
    #[must_use]
    pub fn sites(&self) -> &[Site] {
        &self.sites
    }

    /// The site of a key.
    ///
    /// # Errors
    /// There is none.
    pub fn site(&self, key: &str) -> Result<&Site, Error> {
        self.sites.iter().find(|site| site.key == key).ok_or_else(|| Error::unknown("site", key))
    }

    /// Everything the ledger says, and its last hash: who keeps that can tell whether the rest was changed.
    ///
    /// # Errors
    /// The chain does not hold.
    pub fn ledger(&self) -> Result<(Vec<Entry>, String), Error> {
        let book = held(&self.book);
        let path = self.folder.path(LEDGER);
        let text = self.folder.read(&path)?.unwrap_or_default();
        let (entries, head) = crate::state::ledger::read(&path, &text)?;
        if head != book.ledger.head() {
            return Err(Error::ChainBroken {
                path,
                entry: entries.len() as u64,
                because: "it is not the last that was written".to_owned(),
            });
        }
        Ok((entries, head))
    }

    fn write(&self, book: &mut Book, by: &str, act: Act) -> Result<(), Error> {
        let entry = book.ledger.write(self.now(), by, act)?;
        book.state.apply(&entry.act);
        Ok(())
    }

    /// A version that was deployed.
    pub(crate) fn version(
        &self,
        environment: &EnvironmentId,
        number: VersionNumber,
    ) -> Result<Arc<Deployed>, Error> {
        let key = (environment.clone(), number);
        if let Some(known) = held(&self.versions).get(&key) {
            return Ok(Arc::clone(known));
        }
        let digest = {
            let book = held(&self.book);
            let digest = book.state.versions.get(environment).and_then(|all| all.get(&number));
            digest.cloned().ok_or_else(|| Error::unknown("version", &number.to_string()))?
        };
        let read = Arc::new(Deployed::read(&self.folder, environment, number, &digest)?);
        held(&self.versions).insert(key, Arc::clone(&read));
        Ok(read)
    }

    /// What an installation keeps, open.
    pub(crate) fn store(&self, installation: &str, deployed: &Deployed) -> Result<Store, Error> {
        let mut stores = held(&self.stores);
        // Another version declares other entities.
        if let Some((_, open)) = stores.get(installation).filter(|(version, _)| *version == deployed.number) {
            return Ok(Arc::clone(open));
        }
        let id = install::store_id(&deployed.environment, installation)?;
        let root = self.folder.path(STORES);
        let store = assay_store::Installation::open(&root, &id, &self.master, deployed.entities.clone())?;
        let store = Arc::new(Mutex::new(store));
        stores.insert(installation.to_owned(), (deployed.number, Arc::clone(&store)));
        Ok(store)
    }
}

impl std::fmt::Debug for Platform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Platform").field("directory", &self.folder.root()).finish_non_exhaustive()
    }
}

/// What a lock holds. A thread that panicked with it left nothing half done: what counts is on the disk.
pub(crate) fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

const LEDGER: &str = "ledger.jsonl";
const DECISIONS: &str = "decisions.jsonl";
const CLOCK: &str = "clock";
const QUEUE: &str = "queue.jsonl";
const EVENTS: &str = "events.jsonl";
const STORES: &str = "stores";
