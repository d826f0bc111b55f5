// How views look at the desk: use_desk(what) draws again only when what it gives changes.
import { createContext } from "preact";
import { useContext, useLayoutEffect, useReducer, useRef } from "preact/hooks";
import type { Desk } from "./desk";

export const DeskContext = createContext<Desk>(null as unknown as Desk);
export const the_desk = () => useContext(DeskContext);

export function use_desk<T>(what: (desk: Desk) => T, same: (a: T, b: T) => boolean = Object.is): T {
  const desk = useContext(DeskContext);
  const [, again] = useReducer((count: number) => count + 1, 0);
  const latest = useRef<{ what: typeof what; value: T }>(null as never);
  const value = what(desk);
  latest.current = { what, value: latest.current && same(latest.current.value, value) ? latest.current.value : value };
  useLayoutEffect(() => desk.subscribe(() => {
    if (!same(latest.current.value, latest.current.what(desk))) again(0);
  }), [desk]);
  return latest.current.value;
}

export const same_list = <T>(a: readonly T[], b: readonly T[]) => a === b || (a.length === b.length && a.every((one, at) => Object.is(one, b[at])));
// For views of things that change inside: draws at every change of the desk.
export function use_every_change() {
  const desk = useContext(DeskContext);
  const [, again] = useReducer((count: number) => count + 1, 0);
  useLayoutEffect(() => desk.subscribe(() => again(0)), [desk]);
  return desk;
}
