@rem The scripts of package.json begin with exec, as a signal to npm must reach them and not the shell; cmd has no exec.
@%*
