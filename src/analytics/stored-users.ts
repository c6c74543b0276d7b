/** Every id that a user may be stored under, of the one that is sent: as it is, and hashed. */
export type StoredUserIds = (id: string) => readonly string[];

/**
 * A question's params with each user id that they compare with put as it is stored: the one place that knows
 * this, for filters, segments, steps and whatever else holds a condition, at any depth. A condition
 * `is ann` becomes `is one of ann and her hash`, so that events from before ids were hashed, and ids
 * that answers show, are found as well. Only equality can be meant so; texts that an id contains are not in its hash.
 */
export function withStoredUsers<T>(params: T, stored: StoredUserIds): T {
  if (Array.isArray(params)) return params.map((item: unknown) => withStoredUsers(item, stored)) as T;
  if (typeof params !== "object" || params === null) return params;
  if (Object.getPrototypeOf(params) !== Object.prototype) return params;
  if (isAboutUser(params)) return { ...params, ...comparisonOf(params, stored) };
  return Object.fromEntries(
    Object.entries(params).map(([key, value]) => [key, withStoredUsers<unknown>(value, stored)]),
  ) as T;
}

interface UserCondition {
  readonly operator: keyof typeof listOperators;
  readonly value: unknown;
}

const listOperators = { eq: "in", in: "in", ne: "not_in", not_in: "not_in" } as const;
/** A visitor who is known as a user has that user's id. */
const userColumns: ReadonlySet<unknown> = new Set(["user_id", "visitor_id"]);

function isAboutUser(params: object): params is UserCondition {
  if (!("field" in params && "operator" in params && "value" in params)) return false;
  const { field, operator } = params;
  if (typeof field !== "object" || field === null || !("column" in field)) return false;
  return (
    userColumns.has(field.column) && typeof operator === "string" && Object.hasOwn(listOperators, operator)
  );
}

function comparisonOf({ operator, value }: UserCondition, stored: StoredUserIds): object {
  const ids = (Array.isArray(value) ? value : [value]).flatMap((id) => stored(String(id)));
  return { operator: listOperators[operator], value: [...new Set(ids)] };
}
