import { aggregateSql } from "../../query/aggregate.ts";
import { type Query, eventCondition } from "../../query/query.ts";
import { type Sql, integer, sql } from "../../query/sql.ts";
import { eventCount } from "../../query/weight.ts";
import { boundOfCount } from "../bound.ts";
import type { EventPropertiesPlan } from "./plan.ts";

/**
 * Types and counts are of all events of the query; sample values are the most frequent ones of the
 * latest events, because reading every value of every property would be reading everything.
 */
export function eventPropertiesSql({ query, samples }: EventPropertiesPlan): Record<string, Sql> {
  const condition = eventCondition(query);
  return {
    types: sql`SELECT pair.1 AS key, pair.2 AS type, ${aggregateSql(eventCount(query))} AS events
  FROM (SELECT arrayJoin(JSONAllPathsWithTypes(properties)) AS pair${weightColumn(query)} FROM events WHERE ${condition})
  GROUP BY key, type ORDER BY key, type LIMIT ${integer(typesMax)}`,
    samples: sql`SELECT key, value, count() AS events
  FROM (
    SELECT arrayJoin(JSONAllPaths(properties)) AS key, splitByChar('.', key) AS keys, toJSONString(properties) AS json,
      multiIf(length(keys) = 1, JSONExtractRaw(json, keys[1]), length(keys) = 2, JSONExtractRaw(json, keys[1], keys[2]),
        JSONExtractRaw(json, keys[1], keys[2], keys[3])) AS value
    FROM (SELECT properties FROM events WHERE ${condition} ORDER BY events.time DESC, seq DESC LIMIT ${integer(sampledEvents)})
    WHERE length(keys) <= 3
  )
  WHERE value != '' GROUP BY key, value ORDER BY key, events DESC, value LIMIT ${integer(samples)} BY key LIMIT ${integer(typesMax)}`,
    ...boundOfCount(query, { of: "events" }),
  };
}

/** Where events stand for more than themselves, the types are counted by what their events stand for. */
function weightColumn({ sampled }: Query): Sql {
  return sampled === true ? sql`, sample_factor` : sql``;
}

const sampledEvents = 1_000;
const typesMax = 20_000;
