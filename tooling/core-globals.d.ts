/** What the core may use beyond the language itself: timers exist in every host, in Node as in a browser's worker. */
declare function setTimeout(callback: (nothing?: undefined) => void, milliseconds?: number): unknown;
