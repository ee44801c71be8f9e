/** With less space on its disk a layer can hardly be mounted and written to. Our own choice: Windows names no number. */
export const fewFreeBytes = 2 ** 30;
