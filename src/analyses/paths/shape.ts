import type { Row, StatementRows } from "../analysis.ts";
import { number, text } from "../rows.ts";
import type { PathsPlan } from "./plan.ts";

export interface PathNode {
  /** Names the node in links. */
  readonly id: string;
  /** 0 is the start; further away from it, larger. */
  readonly level: number;
  /** Null for the others of the level together. */
  readonly name: string | null;
  readonly isOther: boolean;
  readonly sessions: number;
  /** Sessions whose path ends here before the depth is reached. */
  readonly ends: number;
}

export interface PathLink {
  /** Ids of nodes, the one nearer to the start first. */
  readonly source: string;
  readonly target: string;
  readonly sessions: number;
}

export interface Paths {
  readonly nodes: readonly PathNode[];
  readonly links: readonly PathLink[];
}

export function shapePaths(rows: StatementRows, { depth }: PathsPlan): Paths {
  const pairs = (rows["pairs"] ?? []).map(pairOf);
  return { nodes: nodesOf(pairs, depth), links: linksOf(pairs) };
}

interface Pair {
  readonly level: number;
  readonly name: string | null;
  /** Undefined where the path ends. */
  readonly target: string | null | undefined;
  readonly sessions: number;
}

function pairOf(row: Row): Pair {
  return {
    level: number(row, "level") - 1,
    name: nameOf(row, "is_named", "shown"),
    target: number(row, "has_target") === 1 ? nameOf(row, "is_target_named", "target_shown") : undefined,
    sessions: number(row, "sessions"),
  };
}

/** Pairs come in the order of their names, which sorting by size keeps among equals. */
function nodesOf(pairs: readonly Pair[], depth: number): PathNode[] {
  const groups = Map.groupBy(pairs, ({ level, name }) => idOf(level, name));
  const nodes = [...groups].map(([id, own]) => {
    const { level, name } = own[0]!;
    const ends = level < depth ? total(own.filter(({ target }) => target === undefined)) : 0;
    return { id, level, name, isOther: name === null, sessions: total(own), ends };
  });
  return nodes.toSorted(
    (a, b) => a.level - b.level || Number(a.isOther) - Number(b.isOther) || b.sessions - a.sessions,
  );
}

function linksOf(pairs: readonly Pair[]): PathLink[] {
  const going = pairs.filter(({ target }) => target !== undefined);
  const sorted = going.toSorted(
    (a, b) =>
      a.level - b.level ||
      Number(a.name === null) - Number(b.name === null) ||
      Number(a.target === null) - Number(b.target === null) ||
      b.sessions - a.sessions,
  );
  return sorted.map(({ level, name, target, sessions }) => {
    return { source: idOf(level, name), target: idOf(level + 1, target ?? null), sessions };
  });
}

function total(pairs: readonly Pair[]): number {
  return pairs.reduce((sum, { sessions }) => sum + sessions, 0);
}

function nameOf(row: Row, isNamed: string, shown: string): string | null {
  return number(row, isNamed) === 1 ? text(row, shown) : null;
}

/** The others have an id that no name gives. */
function idOf(level: number, name: string | null): string {
  return name === null ? `${level}` : `${level}:${name}`;
}
