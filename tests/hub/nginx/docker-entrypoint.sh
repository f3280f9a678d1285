#!/bin/sh
# Like the official image: scripts in /docker-entrypoint.d run before nginx does.
set -e
if [ "$1" = nginx ]; then
    for script in /docker-entrypoint.d/*.sh; do
        [ ! -x "$script" ] || "$script"
    done
    echo "$0: Configuration complete; ready for start up"
fi
exec "$@"
