import type { Operation } from "../../operation.ts";
import { auditTrail } from "./access/audit.ts";
import { keyOperations } from "./access/keys.ts";
import { projectSettingsOperations } from "./access/project-settings.ts";
import { projectOperations } from "./access/projects.ts";
import { invitationOperations } from "./account/invitations.ts";
import { memberOperations } from "./account/members.ts";
import { organizationOperations } from "./account/organizations.ts";
import { ownAccountOperations } from "./account/own-account.ts";
import { signInOperations } from "./account/sign-in.ts";
import { eventSchemaOperations } from "./event-schema.ts";
import { funnelOperations } from "./funnels.ts";
import { generalQuery } from "./general-query.ts";
import { importEvents } from "./import.ts";
import { ingest } from "./ingest.ts";
import { ingestion } from "./ingestion.ts";
import { userJourney } from "./journey.ts";
import { metrics } from "./metrics.ts";
import { privacyOperations } from "./privacy/operations.ts";
import { questions } from "./questions/all.ts";
import { retentionByEvent } from "./retention.ts";
import { segmentOperations } from "./segments.ts";
import { sessionOperations } from "./sessions.ts";
import { summary } from "./summary.ts";
import { usage } from "./usage.ts";

/** The native API: everything Tidemark can do is here. */
export const platformOperations: readonly Operation[] = [
  ingest,
  importEvents,
  ingestion,
  usage,
  summary,
  metrics,
  userJourney,
  retentionByEvent,
  ...eventSchemaOperations,
  generalQuery,
  ...questions.map((question) => question.operation),
  // After the questions: /funnels/analyze is no funnel's id, and /sessions/search no session's.
  ...sessionOperations,
  ...funnelOperations,
  ...segmentOperations,
  ...projectOperations,
  ...projectSettingsOperations,
  ...keyOperations,
  auditTrail,
  ...signInOperations,
  ...ownAccountOperations,
  ...memberOperations,
  ...organizationOperations,
  ...invitationOperations,
  ...privacyOperations,
];
