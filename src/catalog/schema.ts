/** The catalog's tables as Kysely sees them; migrations make them. Times are epoch milliseconds. */
export interface CatalogTables {
  projects: ProjectTable;
  marks: MarkTable;
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
