//! patchbay/pbay.h in Rust: the tables this plugin uses, field by field in the order of the header.
#![allow(dead_code)]
use core::ffi::{c_char, c_void};

pub const MAGIC: u32 = 0x3159_4250;
pub const OK: i32 = 0;
pub const E_INVALID: i32 = -1;
pub const E_INTERNAL: i32 = -13;
pub const FOR_PUBLIC: u32 = 80;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Str {
    pub p: *const u8,
    pub n: u64,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Kv {
    pub k: Str,
    pub v: Str,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Kvs {
    pub p: *const Kv,
    pub n: u64,
}

#[repr(C)]
pub struct Error {
    pub code: i32,
    pub n: u32,
    pub msg: [u8; 248],
}

#[repr(C)]
pub struct Sink {
    pub own: *mut c_void,
    pub put: unsafe extern "C" fn(*mut c_void, Str) -> i32,
}

#[repr(C)]
pub struct Host {
    pub abi_major: u32,
    pub abi_minor: u32,
    pub own: *mut c_void,
    pub get_iface: unsafe extern "C" fn(*const Host, *const c_char) -> *const c_void,
    pub log: unsafe extern "C" fn(*const Host, u64, i32, Str, Kvs),
    pub config: unsafe extern "C" fn(*const Host, Str, Sink, *mut Error) -> i32,
    pub fail: unsafe extern "C" fn(*const Host, Str),
}

#[repr(C)]
pub struct Plugin {
    pub own: *mut c_void,
    pub start: unsafe extern "C" fn(*mut Plugin, *mut Error) -> i32,
    pub drain: unsafe extern "C" fn(*mut Plugin),
    pub stop: unsafe extern "C" fn(*mut Plugin),
    pub destroy: unsafe extern "C" fn(*mut Plugin),
    pub get_iface: unsafe extern "C" fn(*mut Plugin, *const c_char) -> *const c_void,
}

#[repr(C)]
pub struct Desc {
    pub id: Str,
    pub name: Str,
    pub version: Str,
    pub vendor: Str,
    pub needs: *const *const c_char,
    pub wants: *const *const c_char,
    pub flags: u32,
    pub reserved: u32,
}

#[repr(C)]
pub struct Entry {
    pub magic: u32,
    pub abi_major: u32,
    pub abi_minor: u32,
    pub reserved: u32,
    pub desc: *const Desc,
    pub create: unsafe extern "C" fn(*const Host, Str, *mut Error) -> *mut Plugin,
}

#[repr(C)]
pub struct Http {
    pub route: unsafe extern "C" fn(*const Host, Str, Str, u32, u64, *mut Error) -> i32,
    pub respond: unsafe extern "C" fn(*const Host, u64, i32, Kvs, Str) -> i32,
    pub begin: unsafe extern "C" fn(*const Host, u64, i32, Kvs) -> i32,
    pub write: unsafe extern "C" fn(*const Host, u64, Str) -> i32,
    pub end: unsafe extern "C" fn(*const Host, u64) -> i32,
}

#[repr(C)]
pub struct HttpReq {
    pub req: u64,
    pub ctx: u64,
    pub tag: u64,
    pub method: Str,
    pub path: Str,
    pub query: Str,
    pub remote: Str,
    pub headers: Kvs,
    pub params: Kvs,
    pub body: Str,
}

#[repr(C)]
pub struct OnHttp {
    pub request: unsafe extern "C" fn(*mut Plugin, *const HttpReq),
    pub body: unsafe extern "C" fn(*mut Plugin, u64, Str, u32),
    pub cancel: unsafe extern "C" fn(*mut Plugin, u64),
}

#[repr(C)]
pub struct Call {
    pub call: u64,
    pub ctx: u64,
    pub tag: u64,
    pub method: Str,
    pub json: Str,
}

#[repr(C)]
pub struct Bus {
    pub publish: unsafe extern "C" fn(*const Host, u64, Str, Str, Str, u32, *mut Error) -> i32,
    pub subscribe: unsafe extern "C" fn(*const Host, Str, u32, u64, *mut Error) -> i32,
    pub ack: unsafe extern "C" fn(*const Host, u64, i32, u32) -> i32,
    pub call: unsafe extern "C" fn(*const Host, u64, Str, Str, Sink, *mut Error) -> i32,
    pub provide: unsafe extern "C" fn(*const Host, Str, u64, *mut Error) -> i32,
    pub reply: unsafe extern "C" fn(*const Host, u64, i32, Str) -> i32,
    pub providers: unsafe extern "C" fn(*const Host, u64, Str, Sink, *mut Error) -> i32,
    pub progress: unsafe extern "C" fn(*const Host, u64, Str) -> i32,
}

#[repr(C)]
pub struct OnBus {
    pub event: unsafe extern "C" fn(*mut Plugin, *const c_void),
    pub call: unsafe extern "C" fn(*mut Plugin, *const Call),
}

// What these point to is static or borrowed for a call; the host calls from many threads.
unsafe impl Sync for Desc {}
unsafe impl Sync for Entry {}

impl Str {
    pub const fn of(text: &'static str) -> Str {
        Str { p: text.as_ptr(), n: text.len() as u64 }
    }
    pub fn lend(bytes: &[u8]) -> Str {
        Str { p: bytes.as_ptr(), n: bytes.len() as u64 }
    }
    /// # Safety
    /// `self` was lent by the host for the call that is running.
    pub unsafe fn bytes(&self) -> &[u8] {
        if self.n == 0 {
            return &[];
        }
        core::slice::from_raw_parts(self.p, self.n as usize)
    }
}
