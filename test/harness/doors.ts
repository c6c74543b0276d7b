/*
 * The doors by which events come in: how each dialect writes an event, and how its answer says how many
 * it took. What is sent by one door is the same event when it is sent again by another.
 */

/** An event as the tests know it: what they state and what they look for in the store. */
export interface SentEvent {
  readonly id: string;
  readonly name: string;
  readonly userId: string;
  /** Empty: none is stated. */
  readonly sessionId: string;
  readonly time: number;
  readonly page: string;
  /** A number among the properties that is different for each event. */
  readonly mark: number;
}

export interface Door {
  readonly path: string;
  /** How many events one request may bring; 1 is a door for single events. */
  readonly eventsMax: number;
  body(events: readonly SentEvent[]): unknown;
  /** An event that this door must refuse; it goes along with good ones. */
  badEvent(): unknown;
  /** How many events the answer acknowledges. */
  acknowledged(answer: unknown): number;
  /** Whether the answer tells events that were left out from those that were taken. */
  readonly whatIsLeftOut: "told" | "not told";
}

type Answer = Readonly<Record<string, unknown>>;

const single = ([event]: readonly SentEvent[], render: (event: SentEvent) => unknown) => render(event!);

const edge = (event: SentEvent) => ({
  type: event.name,
  eventId: event.id,
  userId: event.userId,
  ...session(event, "sessionId"),
  timestamp: event.time,
  properties: { mark: event.mark, page: event.page },
});

const engine = (event: SentEvent) => ({
  site_id: "crash-site",
  event_type: event.name,
  event_id: event.id,
  user_id: event.userId,
  ...session(event, "session_id"),
  timestamp: new Date(event.time).toISOString(),
  path: event.page,
  properties: { mark: event.mark },
});

const realtime = (event: SentEvent) => ({
  type: event.name,
  id: event.id,
  userId: event.userId,
  ...session(event, "sessionId"),
  timestamp: event.time,
  properties: { mark: event.mark, page: event.page },
});

const reports = (event: SentEvent) => ({
  ts: new Date(event.time).toISOString(),
  user_id: event.userId,
  type: event.name,
  src: "web",
  event_id: event.id,
  payload: { mark: event.mark, page: event.page, ...session(event, "session_id") },
});

const platform = (event: SentEvent) => ({
  eventName: event.name,
  eventId: event.id,
  userId: event.userId,
  ...session(event, "sessionId"),
  timestamp: new Date(event.time).toISOString(),
  pageUrl: `https://shop.example${event.page}`,
  properties: { mark: event.mark },
});

export const doors: readonly Door[] = [
  singleDoor("/collect", edge, (answer) => (typeof answer["eventId"] === "string" ? 1 : 0)),
  queueDoor("/ingest-event"),
  queueDoor("/functions/v1/ingest-event"),
  singleDoor("/events", realtime, (answer) => (typeof answer["eventId"] === "string" ? 1 : 0)),
  singleDoor("/api/v1/events", platform, (answer) => Number(answer["accepted"])),
  batchDoor("/events/batch", realtime, (answer) => Number(answer["ingested"])),
  batchDoor("/api/analytics/ingest", reports, (answer) => Number(answer["ingested"])),
  batchDoor("/api/v1/events", platform, (answer) => Number(answer["accepted"])),
];

function singleDoor(
  path: string,
  render: (event: SentEvent) => unknown,
  acknowledged: (answer: Answer) => number,
): Door {
  return {
    path,
    eventsMax: 1,
    body: (events) => single(events, render),
    badEvent: () => null,
    acknowledged: (answer) => acknowledged(answer as Answer),
    whatIsLeftOut: "told",
  };
}

/** It says no more than that the event is in safe hands. */
function queueDoor(path: string): Door {
  const door = singleDoor(path, engine, (answer) => (answer["queued"] === true ? 1 : 0));
  return { ...door, whatIsLeftOut: "not told" };
}

function batchDoor(
  path: string,
  render: (event: SentEvent) => unknown,
  acknowledged: (answer: Answer) => number,
): Door {
  return {
    path,
    eventsMax: 1_000,
    body: (events) => events.map(render),
    // It has none of the fields that name an event.
    badEvent: () => ({ user_id: "u", userId: "u", ts: 1 }),
    acknowledged: (answer) => acknowledged(answer as Answer),
    whatIsLeftOut: "told",
  };
}

function session(event: SentEvent, field: string): Record<string, string> {
  return event.sessionId === "" ? {} : { [field]: event.sessionId };
}
