import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type Sql, float, floats, integer, join, moment, render, sql, text, texts } from "./sql.ts";

describe("render", () => {
  test("leaves text without holes alone", () => {
    expect(render(sql`SELECT 1`)).toEqual({ text: "SELECT 1", params: {} });
    expect(render(sql``)).toEqual({ text: "", params: {} });
  });

  test("numbers the values in the order of the text, at any depth", () => {
    const inner = sql`b = ${text("two")} AND ${sql`c = ${integer(3)}`}`;
    const statement = render(sql`a = ${text("one")} AND (${inner}) LIMIT ${integer(4)}`);
    expect(statement.text).toBe("a = {p0:String} AND (b = {p1:String} AND c = {p2:Int64}) LIMIT {p3:Int64}");
    expect(statement.params).toEqual({ p0: "one", p1: "two", p2: 3, p3: 4 });
  });

  test("gives a fragment that is used twice its own numbers at each place", () => {
    const condition = sql`name = ${text("x")}`;
    const statement = render(sql`${condition} OR ${condition}`);
    expect(statement.text).toBe("name = {p0:String} OR name = {p1:String}");
    expect(statement.params).toEqual({ p0: "x", p1: "x" });
  });

  test("renders the same fragment the same way again", () => {
    const fragment = sql`a = ${text("one")}`;
    expect(render(fragment)).toEqual(render(fragment));
  });

  test("takes many values without taking long: it runs where requests are answered", () => {
    const many = Array.from({ length: 20_000 }, (_, index) => sql`a = ${integer(index)}`);
    const startedAt = performance.now();
    const { params } = render(join(many, " OR "));
    // Some 10 ms; counting the values before each one took 20 s.
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(params["p19999"]).toBe(19_999);
  });

  test("names the type that each kind of value is read as", () => {
    const all = sql`${text("a")} ${texts(["a", "b"])} ${integer(1)} ${float(1.5)} ${floats([1, 2.5])}`;
    expect(render(all)).toEqual({
      text: "{p0:String} {p1:Array(String)} {p2:Int64} {p3:Float64} {p4:Array(Float64)}",
      params: { p0: "a", p1: ["a", "b"], p2: 1, p3: 1.5, p4: [1, 2.5] },
    });
  });

  test("reads a moment as the type of the time columns", () => {
    expect(render(moment(1_700_000_000_123))).toEqual({
      text: "fromUnixTimestamp64Milli({p0:Int64}, 'UTC')",
      params: { p0: 1_700_000_000_123 },
    });
  });
});

describe("join", () => {
  test("puts the separator between the parts only", () => {
    expect(render(join([], " AND ")).text).toBe("");
    expect(render(join([sql`a`], " AND ")).text).toBe("a");
    expect(render(join([sql`a`, sql`b`, sql`c`], " OR ")).text).toBe("a OR b OR c");
  });

  test("keeps the parts' values in order", () => {
    const parts = ["x", "y", "z"].map((value) => sql`${text(value)}`);
    expect(render(join(parts, ", "))).toEqual({
      text: "{p0:String}, {p1:String}, {p2:String}",
      params: { p0: "x", p1: "y", p2: "z" },
    });
  });
});

test("whatever is composed, the text depends on its shape only and every value travels beside it", () => {
  fc.assert(
    fc.property(tree(fc.string()), (given) => {
      const statement = render(compose(given));
      const values = flatten(given);
      expect(Object.values(statement.params)).toEqual(values);
      expect(Object.keys(statement.params)).toEqual(values.map((_, index) => `p${index}`));
      const placeholders = [...statement.text.matchAll(/\{p\d+:String\}/g)].map(String);
      expect(placeholders).toEqual(values.map((_, index) => `{p${index}:String}`));
      const other = render(compose(mapTree(given, () => "other")));
      expect(statement.text).toBe(other.text);
    }),
  );
});

type Tree = string | readonly Tree[];

function tree(leaf: fc.Arbitrary<string>): fc.Arbitrary<Tree> {
  return fc.letrec<{ node: Tree }>((tie) => ({
    node: fc.oneof({ depthSize: "small" }, leaf, fc.array(tie("node"), { maxLength: 4 })),
  })).node;
}

function compose(given: Tree): Sql {
  return typeof given === "string" ? sql`= ${text(given)} ` : sql`(${join(given.map(compose), " AND ")})`;
}

function flatten(given: Tree): string[] {
  return typeof given === "string" ? [given] : given.flatMap(flatten);
}

function mapTree(given: Tree, map: (value: string) => string): Tree {
  return typeof given === "string" ? map(given) : given.map((child) => mapTree(child, map));
}
