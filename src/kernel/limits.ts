import { dayMs, hourMs, minuteMs } from "./clock.ts";

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;

/**
 * Every limit of the system with its reason. Configuration may change those that `app/config.ts`
 * names; the others are part of the contract.
 */
export const limits = {
  /** A single event is at most 32 KiB of properties; 1 MiB leaves room for any dialect's wrapping. */
  bodyBytesMax: 1 * MiB,
  /** 1,000 events of 10 KiB. Counted after decompression, so that a compressed bomb is cut off here. */
  batchBodyBytesMax: 10 * MiB,
  /** The number the `reports` and `platform` briefs document; a batch is one log record. */
  batchEventsMax: 1_000,
  /** Names are low-cardinality dictionary keys in the store; long ones are mistakes. */
  eventNameCharsMax: 200,
  /** Event, user, anonymous and session ids. */
  idCharsMax: 200,
  /** URLs and titles in the wild stay below 8 KiB, the usual limit of web servers. */
  stringBytesMax: 8 * KiB,
  /** Consent tools know about five categories, with names of one word. */
  consentCategoriesMax: 20,
  consentCharsMax: 64,
  propertyKeysMax: 255,
  propertyDepthMax: 8,
  propertiesBytesMax: 32 * KiB,
  /** Clocks of clients may run ahead by a day (wrong zone); further ahead is a broken clock. */
  futureTimeMsMax: 1 * dayMs,
  /** Silence that ends a session, as the `edge` brief states. */
  sessionTimeoutMs: 30 * minuteMs,
  /** Resends within this window are recognised; the `platform` brief states 24 h. */
  dedupeWindowMs: 24 * hourMs,
  dedupeWindowMsMax: 7 * dayMs,
  /** The log holds what the store has not taken yet; past this, intake answers 503. */
  logBytesMax: 10 * GiB,
  logDiskShareMax: 0.9,
  logSegmentBytesMax: 64 * MiB,
  /**
   * Records on the way to the disk: four flushes' worth, so that the disk never waits for the next one. What is beyond
   * that waits as bodies, which are there anyway and half the size.
   */
  unflushedBytesMax: 16 * MiB,
  /** 500 batches of 1,000 small events; on a disk that takes 20 MB a second the last of them waits a quarter of a minute. */
  waitingBatchBytesMax: 128 * MiB,
  /**
   * Bodies that are not here whole, of all connections together: a dozen of the largest, or 400 batches of 1,000 small events.
   */
  receivingBytesMax: 128 * MiB,
  /** Smaller ones are not counted there: they come in one piece, and a thousand of them are half of that. */
  uncountedBodyBytesMax: 64 * KiB,
  /** A load batch is big enough for ClickHouse to be efficient and small enough to hold in memory. */
  loadBatchEventsMax: 50_000,
  loadBatchBytesMax: 32 * MiB,
  /** Freshness: an accepted event waits so long for company before it is loaded, at least and at most. */
  loadBatchAgeMsMin: 50,
  loadBatchAgeMsMax: 500,
  queryTimeoutMs: 30_000,
  /** A question waits for its turn, at most as long as it may run, and for a store that just starts. */
  answerTimeoutMs: 90_000,
  queryMemoryBytesMax: 2 * GiB,
  queryConcurrencyPerProject: 10,
  /** As many again may wait as a dashboard has charts for a handful of viewers. */
  queryWaitingPerProject: 100,
  /** Questions are short and flat; this bounds the SQL that is made of them. */
  questionBytesMax: 64 * KiB,
  questionDepthMax: 24,
  /** Buckets of one time series; a chart cannot show more, a browser not hold many more. */
  timeBucketsMax: 11_000,
  /** A download goes on for as long as its client reads; past this the client is taken for gone. */
  exportTimeoutMs: 10 * minuteMs,
  /** Downloads of a project at once: each keeps a query open in the store. */
  exportConcurrencyPerProject: 2,
  /** What one sheet of a spreadsheet can hold, besides its header. */
  exportRowsMax: 1_048_575,
  /** UTF-16 units of one cell; Excel takes a file with a longer one for damaged. */
  exportCellCharsMax: 32_767,
  /** Days of one question about active users; its work grows with visitors times days. */
  activeDaysMax: 1_100,
  /** Steps and exclusions of one funnel: a bit for each, beside a time of 44 bits. People draw fewer than ten. */
  funnelStepsMax: 20,
  /** Steps that one event could match together in a funnel of any order; the work doubles with each. */
  funnelOverlapMax: 6,
  funnelWindowMsMax: 3_660 * dayMs,
  /** Cohorts and periods of one retention table: a year of days. */
  retentionCohortsMax: 366,
  retentionPeriodsMax: 366,
  /** Variants of one A/B test: people run two or three, and each is one more comparison to correct for. */
  abTestVariantsMax: 20,
  /** Values that a breakdown shows one by one; the others are summed up. */
  breakdownValuesMax: 1_000,
  /** Of so many visitors one is kept: beyond this, a project of a million visitors would keep less than a hundred. */
  sampleFactorMax: 10_000,
  /** Events of one project with a factor of their own: people name the loud ones and the precious ones. */
  sampledNamesMax: 200,
  /** Of one organization: all of them are in every server's memory. */
  projectsMax: 1_000,
  /** For how long the link for an organization's owner is good, as other invitations are unless told otherwise. */
  ownerInvitationDays: 7,
  /** Of one project, ended ones included; a project that needs more makes keys where it should make users. */
  keysPerProjectMax: 1_000,
  /** For how long a key may go on beside the one that replaced it. */
  keyOverlapMsMax: 30 * dayMs,
  /** Rows of one page of a list. */
  pageRowsMax: 1_000,
  /** Long passwords instead of complicated ones; above, the bound of what is hashed. */
  passwordCharsMin: 12,
  passwordCharsMax: 256,
  /** Each takes 64 MiB and a core for a tenth of a second, which the events must not miss. */
  passwordHashesAtOnce: 2,
  passwordHashesWaitingMax: 40,
  /** Browsers in which one person is signed in; the one seen longest ago is signed out. */
  signInsOfAccountMax: 50,
  /** A form of a page: a few short fields. */
  formBytesMax: 16 * KiB,
  /** Free tries before sign-ins are slowed down: one person at a keyboard; a person with several devices; an office. */
  signInTriesOfAccountFromAddress: 5,
  signInTriesOfAccount: 20,
  signInTriesOfAddress: 50,
  /**
   * Pairs of account and address with entries of their own in a minute's audit of failed sign-ins: more than honest
   * mistakes are, and under attack at most some ten megabytes a day.
   */
  failedSignInsAudited: 100,
  /** More than can be tried in a quarter of an hour at the rate at which passwords are hashed. */
  signInThrottleKeysMax: 20_000,
  /** Below, an answer fits into one packet anyway. */
  compressionBytesMin: 1 * KiB,
  /** Tokens times window stays exact in a double: whole numbers of parts of a token. */
  rateTokensMax: 100_000_000,
  rateWindowMsMax: 1 * dayMs,
  /** Buckets of one kind in memory, about 20 MB: more addresses than come at once, fewer than an attacker has. */
  rateBucketsMax: 100_000,
  /** What is lost of the count when a process dies is nothing; what several processes know of each other is so old. */
  usageBookMs: 10_000,
  /** Redis answers in one; after so many it is taken to be away, and a request that waits goes on without. */
  busCommandMsMax: 500,
  busRetryMs: 1_000,
  /** A client that has not sent its whole request by then is cut off. */
  requestTimeoutMs: 30_000,
  shutdownTimeoutMs: 15_000,
} as const;
