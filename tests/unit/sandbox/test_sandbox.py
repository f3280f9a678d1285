import queue
import socket
import threading

import docker

from snippets.sandbox.sandbox import _read

HEAD = (
    b"HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\n"
    b"Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n"
)


def test_what_comes_together_with_the_head_of_the_answer_is_not_lost():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            with server.accept()[0] as connection:
                connection.recv(65536)
                connection.sendall(HEAD + b"quick\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        chunks = queue.Queue()
        client = docker.APIClient(f"tcp://127.0.0.1:{server.getsockname()[1]}", version="1.41")
        _read(client, "call", chunks)
        client.close()
        thread.join()
    assert [chunks.get(), chunks.get()] == [b"quick\r\n", None]
