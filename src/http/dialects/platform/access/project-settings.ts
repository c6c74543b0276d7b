import { projectSettingsSchema, settingsChangesSchema } from "../../../../access/project-settings.ts";
import { actorOf } from "../../../actor.ts";
import { failed } from "../../../failed.ts";
import { type Operation, operation } from "../../../operation.ts";
import { projectPath } from "./projects.ts";

const read = operation({
  method: "GET",
  paths: ["/api/v1/projects/:id/settings"],
  dialect: "platform",
  scope: "read",
  about: "projects",
  summary: "A project's settings",
  path: projectPath,
  answer: {
    status: 200,
    description: "All of them; what was not set has its default.",
    schema: projectSettingsSchema,
  },
  examples: [{ name: "of the default project", path: { id: "default" } }],
  handle: (call, { path: { id } }) => {
    const project = call.services.projects.get(actorOf(call), id);
    return project.ok ? Response.json(project.value.settings) : failed(call, project.error);
  },
});

const change = operation({
  method: "PATCH",
  paths: ["/api/v1/projects/:id/settings"],
  dialect: "platform",
  scope: "admin",
  about: "projects",
  summary: "Change a project's settings",
  description: "The given fields of the given sections take the place of what was set; the others stay.",
  path: projectPath,
  body: settingsChangesSchema,
  answer: { status: 200, description: "All of them, as they are now.", schema: projectSettingsSchema },
  examples: [
    {
      name: "events from pages of one origin",
      needs: { path: "/api/v1/projects", body: { name: "Shop" }, as: "id" },
      body: { ingest: { origins: ["https://shop.example"] } },
    },
    {
      name: "one visitor in ten, and every purchase",
      needs: { path: "/api/v1/projects", body: { name: "Shop" }, as: "id" },
      body: { sampling: { keepOneIn: 10, events: [{ name: "purchase", keepOneIn: 1 }] } },
    },
  ],
  handle: async (call, { path: { id }, sentBody }) => {
    const changed = await call.services.projects.changeSettings(actorOf(call), id, sentBody);
    return changed.ok ? Response.json(changed.value.settings) : failed(call, changed.error);
  },
});

export const projectSettingsOperations: readonly Operation[] = [read, change];
