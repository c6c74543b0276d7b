/** The catalog's tables as Kysely sees them; migrations make them. Times are epoch milliseconds. */
export interface CatalogTables {
  projects: ProjectTable;
  marks: MarkTable;
  funnels: SavedQuestionTable;
  segments: SavedQuestionTable;
}

interface ProjectTable {
  id: string;
  name: string;
  created_at: number;
}

/** Positions that features remember, such as how far `/process-events` has reported. */
interface MarkTable {
  project_id: string;
  name: string;
  position: number;
}

/** Funnels and segments that people keep; the definition is JSON. */
interface SavedQuestionTable {
  id: string;
  project_id: string;
  name: string;
  definition: string;
  created_at: number;
  updated_at: number;
}
