/** Spellings of the mount point that the shim leaves as they are; those that it replaces are already gone here. */
export const unexpanded =
  /\$\(CONTAINER_SANDBOX_MOUNT_POINT\)|\$\{?(?:env:)?CONTAINER_SANDBOX_MOUNT_POINT\}?|%CONTAINER_SANDBOX_MOUNT_POINT%/i;
