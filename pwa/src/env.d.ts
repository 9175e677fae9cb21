/// <reference types="vite/client" />
/** The name of this version, made from its sources. */
declare const __BUILD__: string
