/** What a test file reported, from the JUnit XML that `bun test` writes. */
export interface TestReport {
  readonly passed: number;
  /** Full names, groups first. */
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
}

/** Throws when the text is not the report of a test run. */
export function parseTestReport(xml: string): TestReport {
  const root = element(Bun.XML.parse(xml)["testsuites"]);
  if (root === undefined) throw new Error("the test report has no <testsuites>");
  const counts = { passed: 0, failed: [] as string[], skipped: [] as string[] };
  for (const file of children(root, "testsuite")) count(file, [], counts);
  return counts;
}

function count(
  suite: Bun.XML.Element,
  groups: readonly string[],
  counts: { passed: number; failed: string[]; skipped: string[] },
): void {
  for (const testCase of children(suite, "testcase")) {
    const name = [...groups, attribute(testCase, "name")].join(" > ");
    if ("failure" in testCase || "error" in testCase) counts.failed.push(name);
    else if ("skipped" in testCase) counts.skipped.push(name);
    else counts.passed += 1;
  }
  for (const group of children(suite, "testsuite"))
    count(group, [...groups, attribute(group, "name")], counts);
}

type Value = Bun.XML.Value | Bun.XML.Value[] | undefined;

function children(parent: Bun.XML.Element, name: string): Bun.XML.Element[] {
  const value: Value = parent[name];
  const list = Array.isArray(value) ? value : [value];
  return list.map(element).filter((one) => one !== undefined);
}

function element(value: Value): Bun.XML.Element | undefined {
  return typeof value === "object" && !Array.isArray(value) ? value : undefined;
}

function attribute(of: Bun.XML.Element, name: string): string {
  const value = of[`@${name}`];
  return typeof value === "string" ? value : "";
}
