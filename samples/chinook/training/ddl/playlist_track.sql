-- Which tracks a playlist holds: a track stands in any number of playlists, once in each.
CREATE TABLE PlaylistTrack (
    PlaylistId INTEGER NOT NULL,
    TrackId    INTEGER NOT NULL,
    CONSTRAINT PK_PlaylistTrack PRIMARY KEY (PlaylistId, TrackId),
    FOREIGN KEY (PlaylistId) REFERENCES Playlist (PlaylistId),
    FOREIGN KEY (TrackId) REFERENCES Track (TrackId)
);
