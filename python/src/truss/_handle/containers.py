"""The part of a handle that makes images and runs containers: Docker or Podman has to be there."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

from truss._client.client import Client
from truss._engine_client import engine
from truss._frames import hides_frames
from truss._handle.directory import TrussDirectory
from truss._paths import absolute_path
from truss._progress import ProgressLine
from truss._secrets import secret_variables
from truss._warnings import warn_of
from truss.errors import TrussError, error_of

INSTEAD = {
    "run_python_script": "Run it with the Python of its environment: `$(truss env path <directory>)/bin/python`",
    "patch_container": "docker_run() builds what has changed; `truss serve --reload` serves every edit",
    "truss_hash_on_serving_container": "get_docker_containers_from_labels() has the labels of each container",
}
"""What 2022 did with containers and nobody does any more, by the name of the method: what to do instead."""


class DockerImage(NamedTuple):
    """An image of a truss.

    Attributes:
        id: `sha256:…`.
        tags: its names, such as `iris-rfc:latest`.
        labels: what it says of itself, such as `truss.config`, a JSON text.
    """

    id: str
    tags: list[str]
    labels: dict[str, str]


class DockerContainer(NamedTuple):
    """A container that runs a truss.

    Attributes:
        id: its id.
        name: its name.
        state: `running`, `exited`, …
        url: where it answers; None where it does not run.
        labels: what it and its image say of themselves.
    """

    id: str
    name: str
    state: str
    url: str | None
    labels: dict[str, str]


class Containers(TrussDirectory):
    """Makes images of a truss, and runs them.

    Args:
        truss_directory: the directory. Nothing is read until something is asked.
    """

    @hides_frames
    def build_docker_image(
        self, build_dir: str | os.PathLike[str] | None = None, tag: str | None = None
    ) -> DockerImage:
        """Builds an image of the truss; where nothing has changed since, the one that is there is given.

        Args:
            build_dir: where to write what it is made of, too: a Dockerfile, and a folder for each layer.
            tag: its name; not given: that of the truss.

        Raises:
            TrussError: `IMAGE_…` where there is no engine or the build fails, `ENV_…` where a package is at fault.
        """
        if build_dir is not None:
            self.docker_build_setup(build_dir)
        with ProgressLine() as progress:
            params = {"directory": str(self._directory), "tag": tag}
            built = engine().call("image.build", params, on_progress=progress)
        warn_of(built["warnings"])
        return _image(built["image"])

    @hides_frames
    def docker_build_setup(self, build_dir: str | os.PathLike[str] | None = None) -> str:
        """Writes what an image of the truss is made of, as `truss image context` does.

        Args:
            build_dir: a new or empty directory; not given: one beside the truss, with `-docker` behind its name.

        Returns:
            The command that builds it.
        """
        target = absolute_path(
            self._directory.parent / f"{self._directory.name}-docker" if build_dir is None else build_dir
        )
        written = self._call("image.context", target=target)
        return f"docker build {target} -t {written['name']}"

    @hides_frames
    def docker_run(
        self,
        build_dir: str | os.PathLike[str] | None = None,
        tag: str | None = None,
        local_port: int = 8080,
        detach: bool = True,
    ) -> DockerContainer:
        """Runs the truss in a container, whose image is built where needed, and waits until it answers.

        Args:
            build_dir: as of `build_docker_image`.
            tag: the name of the image; not given: that of the truss.
            local_port: on 127.0.0.1; 0: any that is free.
            detach: has no effect: the container always goes on by itself, until `kill_container`.

        Raises:
            TrussError: `IMAGE_…`; `CONTAINER_PORT_TAKEN`; `CONTAINER_DIED`, with what it said last.
        """
        del detach
        if build_dir is not None:
            self.docker_build_setup(build_dir)
        with ProgressLine() as progress:
            params = {
                "directory": str(self._directory),
                "tag": tag,
                "port": local_port,
                "secretVariables": secret_variables(),
            }
            started = engine().call("container.run", params, on_progress=progress)
        warn_of(started["warnings"])
        return _container(started["container"])

    @hides_frames
    def docker_predict(
        self,
        request: Any,
        build_dir: str | os.PathLike[str] | None = None,
        tag: str | None = None,
        local_port: int = 8080,
        detach: bool = True,
    ) -> Any:
        """Asks the truss in a container: the newest one that runs, or a new one, which goes on running.

        Args:
            request: as of `predict`.
            build_dir: as of `docker_run`, as all that follow.
            tag: the name of the image.
            local_port: of a new container.
            detach: has no effect.

        Returns:
            The answer as JSON has it.
        """
        running = self.get_docker_containers_from_labels()
        container = running[0] if running else self.docker_run(build_dir, tag, local_port, detach)
        # The token in the environment is for another server.
        with Client(container.url or "", token="") as client:
            return client.predict(request)

    @hides_frames
    def get_docker_images_from_label(self) -> list[DockerImage]:
        """Gives the images of the truss as it is now, the newest first."""
        return [_image(image) for image in self._call("image.list")["images"]]

    @hides_frames
    def get_docker_containers_from_labels(self, all: bool = False) -> list[DockerContainer]:  # noqa: A002 - 2022's name
        """Gives the containers of the truss, the newest first.

        Args:
            all: also those that have ended.
        """
        found = self._call("container.list", all=all)["containers"]
        return [_container(container) for container in found]

    @hides_frames
    def get_urls_from_truss(self) -> list[str]:
        """Gives the addresses at which containers of the truss answer."""
        return [container.url for container in self.get_docker_containers_from_labels() if container.url is not None]

    @hides_frames
    def container_logs(self, tail: int | None = None) -> list[str]:
        """Gives what the newest container of the truss has logged, a line each, also where it has ended.

        Args:
            tail: only so many of the last lines.
        """
        newest = self.get_docker_containers_from_labels(all=True)
        if not newest:
            raise error_of("CONTAINER_NOT_FOUND", "No container of this truss is there", "Run one with docker_run()")
        lines: list[str] = engine().call("container.logs", {"container": newest[0].id, "tail": tail})["lines"]
        return lines

    @hides_frames
    def kill_container(self) -> None:
        """Ends every container of the truss at once, and removes them."""
        self._call("container.kill")


def kill_containers() -> None:
    """Ends every container that Truss has started. Where there is no engine of containers, there are none."""
    try:
        engine().call("container.kill", {})
    except TrussError as error:
        if error.code not in {"IMAGE_ENGINE_MISSING", "IMAGE_ENGINE_DOWN", "IMAGE_ENGINE_FORBIDDEN"}:
            raise


def container_error(name: str) -> TrussError | None:
    """Gives the error of a method of 2022 that nothing stands for today; None for any other name."""
    instead = INSTEAD.get(name)
    return None if instead is None else error_of("CONTAINERS_UNSUPPORTED", f"{name}() is not there", instead)


def _image(told: dict[str, Any]) -> DockerImage:
    return DockerImage(told["id"], told["tags"], told["labels"])


def _container(told: dict[str, Any]) -> DockerContainer:
    return DockerContainer(told["id"], told["name"], told["state"], told["url"], told["labels"])
