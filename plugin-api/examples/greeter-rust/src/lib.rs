//! Greeter in Rust: one page and one method. `sys` is the ABI; everything unsafe stays in the functions the host calls.
mod sys;

use core::ffi::{c_char, c_void, CStr};
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::ptr;
use sys::*;

struct Greeter {
    host: *const Host,
    http: *const Http,
    bus: *const Bus,
    greeting: String,
}

impl Greeter {
    fn greet(&self, name: &str) -> String {
        format!("{}, {}!", self.greeting, name)
    }
}

/// Nothing unwinds into the host: a panic becomes `E_INTERNAL`.
fn guard(error: *mut Error, work: impl FnOnce() -> i32) -> i32 {
    let status = catch_unwind(AssertUnwindSafe(work)).unwrap_or(E_INTERNAL);
    if status < 0 && !error.is_null() {
        // The host filled it when the status is its own.
        unsafe {
            if (*error).code == 0 {
                (*error).code = status;
            }
        }
    }
    status
}

unsafe fn of<'a>(plugin: *mut Plugin) -> &'a mut Greeter {
    &mut *((*plugin).own as *mut Greeter)
}

unsafe extern "C" fn take_text(own: *mut c_void, item: Str) -> i32 {
    guard(ptr::null_mut(), || {
        (*(own as *mut String)).push_str(&String::from_utf8_lossy(item.bytes()));
        OK
    })
}

/// A setting that is a string without escapes; `fallback` where there is none.
unsafe fn setting(host: *const Host, pointer: &'static str, fallback: &str) -> String {
    let mut json = String::new();
    let sink = Sink { own: &mut json as *mut String as *mut c_void, put: take_text };
    ((*host).config)(host, Str::of(pointer), sink, ptr::null_mut());
    match json.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        Some(text) if !text.contains('\\') => text.to_string(),
        _ => fallback.to_string(),
    }
}

unsafe extern "C" fn start(plugin: *mut Plugin, error: *mut Error) -> i32 {
    guard(error, || {
        let own = of(plugin);
        own.greeting = setting(own.host, "/greeting", "Hello");
        let status = ((*own.http).route)(own.host, Str::of("GET,HEAD"), Str::of("/greeter-rust/{name}"), FOR_PUBLIC, 1, error);
        if status < 0 {
            return status;
        }
        ((*own.bus).provide)(own.host, Str::of("greeter-rust.greet@1"), 2, error)
    })
}

unsafe extern "C" fn drain(_: *mut Plugin) {}
unsafe extern "C" fn stop(_: *mut Plugin) {}

unsafe extern "C" fn destroy(plugin: *mut Plugin) {
    drop(Box::from_raw((*plugin).own as *mut Greeter));
    drop(Box::from_raw(plugin));
}

unsafe extern "C" fn request(plugin: *mut Plugin, req: *const HttpReq) {
    guard(ptr::null_mut(), || {
        let (own, req) = (of(plugin), &*req);
        let name = if req.params.n > 0 { String::from_utf8_lossy((*req.params.p).v.bytes()).into_owned() } else { String::new() };
        let body = own.greet(&name) + "\n";
        let kind = Kv { k: Str::of("content-type"), v: Str::of("text/plain; charset=utf-8") };
        ((*own.http).respond)(own.host, req.req, 200, Kvs { p: &kind, n: 1 }, Str::lend(body.as_bytes()))
    });
}
unsafe extern "C" fn body(_: *mut Plugin, _: u64, _: Str, _: u32) {}
unsafe extern "C" fn cancel(_: *mut Plugin, _: u64) {}

unsafe extern "C" fn call(plugin: *mut Plugin, call: *const Call) {
    guard(ptr::null_mut(), || {
        let own = of(plugin);
        let json = format!("{{\"text\":\"{}!\"}}", own.greeting);
        ((*own.bus).reply)(own.host, (*call).call, OK, Str::lend(json.as_bytes()))
    });
}
unsafe extern "C" fn event(_: *mut Plugin, _: *const c_void) {}

static ON_HTTP: OnHttp = OnHttp { request, body, cancel };
static ON_BUS: OnBus = OnBus { event, call };

unsafe extern "C" fn get_iface(_: *mut Plugin, id: *const c_char) -> *const c_void {
    match CStr::from_ptr(id).to_bytes() {
        b"pbay.on-http/1" => &ON_HTTP as *const OnHttp as *const c_void,
        b"pbay.on-bus/1" => &ON_BUS as *const OnBus as *const c_void,
        _ => ptr::null(),
    }
}

unsafe extern "C" fn create(host: *const Host, _instance: Str, _error: *mut Error) -> *mut Plugin {
    catch_unwind(|| {
        let http = ((*host).get_iface)(host, NEEDS[0] as *const c_char) as *const Http;
        let bus = ((*host).get_iface)(host, NEEDS[1] as *const c_char) as *const Bus;
        let own = Box::into_raw(Box::new(Greeter { host, http, bus, greeting: String::new() }));
        Box::into_raw(Box::new(Plugin { own: own as *mut c_void, start, drain, stop, destroy, get_iface }))
    })
    .unwrap_or(ptr::null_mut())
}

struct Ids<const N: usize>([*const c_char; N]);
unsafe impl<const N: usize> Sync for Ids<N> {}
impl<const N: usize> core::ops::Index<usize> for Ids<N> {
    type Output = *const c_char;
    fn index(&self, at: usize) -> &*const c_char {
        &self.0[at]
    }
}

static NEEDS: Ids<3> = Ids([b"pbay.http/1\0".as_ptr() as *const c_char, b"pbay.bus/1\0".as_ptr() as *const c_char, ptr::null()]);
static WANTS: Ids<1> = Ids([ptr::null()]);
static DESC: Desc = Desc {
    id: Str::of("greeter-rust"),
    name: Str::of("Greeter in Rust"),
    version: Str::of("0.1.0"),
    vendor: Str::of("org.example"),
    needs: NEEDS.0.as_ptr(),
    wants: WANTS.0.as_ptr(),
    flags: 0,
    reserved: 0,
};

#[no_mangle]
#[allow(non_upper_case_globals)]
pub static pbay_entry: Entry = Entry { magic: MAGIC, abi_major: 1, abi_minor: 0, reserved: 0, desc: &DESC, create };
