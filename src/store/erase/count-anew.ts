import type { ErasureTables } from "./erasure-tables.ts";

/**
 * The statements of the views (schema/005), for some rows of one project; a test holds that
 * they count what the views count.
 */
export interface Recount {
  readonly table: string;
  /** The rows that are counted anew. */
  readonly gone: string;
  readonly columns: string;
  /** What takes their place, from the events that are there. */
  readonly counted: string;
}

const eventsOfDays = `FROM events_v1 WHERE project_id = {project:String} AND toDate(time) IN {days:Array(Date)}`;
const bucketOfDays = "project_id = {project:String} AND toDate(bucket) IN {days:Array(Date)}";

export const recountsOfDays: readonly Recount[] = [
  {
    table: "events_15m_v1",
    gone: bucketOfDays,
    columns: "project_id, name, is_bot, bucket, events",
    counted: `SELECT project_id, name, is_bot, toStartOfFifteenMinutes(time) AS bucket, sum(sample_factor)
      ${eventsOfDays} GROUP BY project_id, name, is_bot, bucket`,
  },
  {
    table: "dimensions_15m_v1",
    gone: bucketOfDays,
    columns: "project_id, dimension, is_bot, bucket, value, events",
    counted: `SELECT project_id, pair.1 AS dimension, is_bot, toStartOfFifteenMinutes(time) AS bucket, pair.2 AS value, sum(sample_factor)
      FROM (SELECT * ${eventsOfDays})
      ARRAY JOIN [
        ('device_type', toString(device_type)),
        ('country', toString(country)),
        ('path', if(name IN ('pageview', 'page_view', '$pageview', 'page'), toString(path), '')),
        ('referrer_domain', toString(referrer_domain)),
        ('channel', toString(channel)),
        ('browser', toString(browser)),
        ('os', toString(os))
      ] AS pair
      WHERE value != '' GROUP BY project_id, dimension, is_bot, bucket, value`,
  },
  {
    table: "visitors_1d_v1",
    gone: "project_id = {project:String} AND day IN {days:Array(Date)}",
    columns: "project_id, is_bot, day, visitor_hash, events, sample_factor",
    counted: `SELECT project_id, is_bot, toDate(time) AS day, visitor_hash, sum(sample_factor), min(sample_factor)
      ${eventsOfDays} GROUP BY project_id, is_bot, day, visitor_hash`,
  },
];

const isErasedSession = ({ sessions }: ErasureTables): string => `project_id = {project:String}
  AND (session_seed, session_id) IN (SELECT session_seed, session_id FROM ${sessions})`;

export function recountOfSessions(tables: ErasureTables): Recount {
  return {
    table: "sessions_v1",
    gone: isErasedSession(tables),
    columns: `project_id, session_seed, session_id, started_at, ended_at, events, page_views, is_bot, visitor_id, user_id,
    landing_path, exit_path, referrer, channel, country, device_type, sample_factor`,
    counted: `WITH
    name IN ('pageview', 'page_view', '$pageview', 'page') AS is_page_view,
    bitShiftLeft(toUInt128(toUnixTimestamp64Milli(events_v1.time)), 64) + seq AS moment
  SELECT project_id, session_seed, session_id,
    min(events_v1.time), max(events_v1.time), count(), countIf(is_page_view), max(toUInt8(events_v1.is_bot)),
    argMaxState(events_v1.visitor_id, moment),
    argMaxIfState(events_v1.user_id, moment, events_v1.user_id != ''),
    argMinIfState(toString(path), moment, is_page_view),
    argMaxIfState(toString(path), moment, is_page_view),
    argMinState(toString(events_v1.referrer), moment),
    argMinState(toString(events_v1.channel), moment),
    argMinState(toString(events_v1.country), moment),
    argMinState(toString(events_v1.device_type), moment),
    min(events_v1.sample_factor)
  FROM events_v1 WHERE ${isErasedSession(tables)}
  GROUP BY project_id, session_seed, session_id`,
  };
}

const isRestOfVisitor = ({ visitors, days }: ErasureTables): string => `project_id = {project:String}
  AND visitor_hash IN (SELECT visitor_hash FROM ${visitors})
  AND day NOT IN (SELECT day FROM ${days} WHERE is_whole)`;

/** A person's rows of days that are not counted anew as a whole. */
export function recountOfVisitors(tables: ErasureTables): Recount {
  return {
    table: "visitors_1d_v1",
    gone: isRestOfVisitor(tables),
    columns: "project_id, is_bot, day, visitor_hash, events, sample_factor",
    counted: `SELECT project_id, is_bot, toDate(time) AS day, visitor_hash, sum(sample_factor), min(sample_factor) FROM events_v1
    WHERE ${isRestOfVisitor(tables)}
    GROUP BY project_id, is_bot, day, visitor_hash`,
  };
}
