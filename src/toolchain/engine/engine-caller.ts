/** What the engine knows of the program that uses it. */
export interface EngineCaller {
  /** The version of its Python, such as `3.11.7`: that of the objects it makes trusses of. Null before it has said hello. */
  pythonVersion: string | null;
}
