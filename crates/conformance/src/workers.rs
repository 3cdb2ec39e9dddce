//! Work on as many threads as the machine has cores, told in the order in which it was given.

use std::{
    num::NonZero,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// Stack of a thread, in bytes: that of a process's first one.
const STACK: usize = 8 << 20;

/// What both give. The first runs on a thread of its own, or before the other where the system gives none.
pub(crate) fn beside<A: Send, B>(first: impl FnOnce() -> A + Send, second: impl FnOnce() -> B) -> (A, B) {
    let first = Mutex::new(Some(first));
    // Taken by whichever thread gets to it.
    let take = || first.lock().unwrap_or_else(PoisonError::into_inner).take().map(|first| first());
    thread::scope(|scope| {
        let other = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, take);
        let early = if other.is_err() { take() } else { None };
        let second = second();
        let late = other
            .ok()
            .and_then(|other| other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        (early.or(late).expect("it was run by one of the two"), second)
    })
}

/// What `work` makes of each, in the order of `all`, whichever thread did it and whenever it was done.
///
/// Where the system gives no thread, the caller's own does all of it.
pub(crate) fn each<T: Sync, R: Send>(all: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(all.len()));
    let run = || loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        let Some(one) = all.get(index) else { return };
        let result = work(one);
        done.lock().unwrap_or_else(PoisonError::into_inner).push((index, result));
    };
    let helpers = thread::available_parallelism().map_or(1, NonZero::get).min(all.len()).saturating_sub(1);
    thread::scope(|scope| {
        for _ in 0..helpers {
            // One that is refused leaves more to the others.
            let _ = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run);
        }
        run();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::{beside, each};

    #[test]
    fn both_are_run_and_each_gives_its_own() {
        let here = std::thread::current().id();
        assert_eq!(beside(|| 1, || std::thread::current().id()), (1, here));
    }

    #[test]
    #[should_panic]
    fn a_panic_beside_is_not_swallowed() {
        beside(|| panic!("on the other thread"), || ());
    }

    #[test]
    fn results_stand_in_the_order_of_what_they_were_made_of() {
        let numbers: Vec<u64> = (0..500).collect();
        // The earlier ones take longer, so that they end later where there are threads.
        let slow = |number: &u64| (0..(500 - number) * 50).fold(*number, |sum, step| sum ^ step ^ step);
        assert_eq!(each(&numbers, slow), numbers);
        assert!(each(&[] as &[u64], slow).is_empty());
    }

    #[test]
    #[should_panic]
    fn a_panic_of_the_work_is_not_swallowed() {
        each(&[1, 2, 3], |number| assert!(*number < 3, "of the work"));
    }
}
