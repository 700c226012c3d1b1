// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGPUVault} from "../../src/IGPUVault.sol";
import {VaultTest} from "./VaultTest.sol";

/// @dev A market that does at random whatever is allowed, and keeps its own books beside the vault's. Nothing it does
/// may revert: so every run also shows that what is allowed goes through.
contract Market is VaultTest {
    struct Book {
        uint256 customerKey;
        address key;
        uint256 keyPart;
        uint256 held;
        uint256 charged;
    }

    uint256 private constant KEYS = 0xA0;
    bool private immutable _coin;

    uint256 public donated;
    address[] public accounts;
    Book[] public books;
    mapping(address customer => mapping(address key => uint256)) public spentOf;

    constructor(bool coin) {
        _coin = coin;
        _begin();
        for (uint256 i = 0; i < 3; ++i) {
            accounts.push(vm.addr(KEYS + i));
            _deposit(accounts[i], 1e24);
            for (uint256 k = 0; k < 2; ++k) {
                vm.prank(accounts[i]);
                vault.grantSessionKey(vm.addr(_sessionOf(k)), 1e24, uint40(START + 365 days));
            }
        }
        accounts.push(provider);
        accounts.push(feeRecipient);
        accounts.push(stranger);
    }

    /// @dev Nothing: a market begins once, and this is no move in it.
    function setUp() public pure override {}

    function _isNative() internal view override returns (bool) {
        return _coin;
    }

    function bookCount() external view returns (uint256) {
        return books.length;
    }

    // What people do

    function deposit(uint256 who, uint96 amount) external {
        _deposit(_anybody(who), uint256(amount) + 1);
    }

    function withdraw(uint256 who, uint256 amount) external {
        address account = _anybody(who);
        uint256 balance = vault.balanceOf(account);
        if (balance == 0) return;
        vm.prank(account);
        vault.withdraw(1 + amount % balance, account);
    }

    function donate(uint64 amount) external {
        donated += amount;
        if (_coin) vm.deal(address(vault), address(vault).balance + amount);
        else token.mint(address(vault), amount);
    }

    function grant(uint256 who, uint256 which, uint128 limit) external {
        address account = vm.addr(_customer(who));
        vm.prank(account);
        vault.grantSessionKey(vm.addr(_sessionOf(which)), limit, uint40(block.timestamp + 10 days));
    }

    function revoke(uint256 who, uint256 which) external {
        address account = vm.addr(_customer(who));
        vm.prank(account);
        vault.revokeSessionKey(vm.addr(_sessionOf(which)));
    }

    function open(uint256 who, uint256 which, uint64 rate, uint32 term, bool byKey) external {
        uint256 customerKey = _customer(who);
        address account = vm.addr(customerKey);
        term = TERM + term % (30 days - TERM + 1);
        uint256 affordable = vault.balanceOf(account) / term;
        uint256 allowed = byKey ? _left(account, _sessionOf(which)) / term : affordable;
        if (allowed < affordable) affordable = allowed;
        if (affordable == 0) return;
        rate = uint64(1 + rate % affordable % 1e16);
        uint64 id = uint64(books.length);
        address payee = who % 2 == 0 ? provider : accounts[which % 3];
        IGPUVault.RentalOrder memory order =
            IGPUVault.RentalOrder(id, account, payee, rate, term, uint40(block.timestamp));
        _open(order, byKey ? _sessionOf(which) : customerKey);
        books.push(Book(customerKey, address(0), 0, uint256(rate) * term, 0));
        if (byKey) _stake(id, vm.addr(_sessionOf(which)), uint256(rate) * term);
    }

    function extend(uint256 which, uint256 byKey, uint32 more) external {
        if (books.length == 0) return;
        uint64 id = uint64(which % books.length);
        IGPUVault.Rental memory r = vault.rental(id);
        uint256 added = uint256(r.ratePerSecond) * (1 + more % TERM);
        if (!r.open || r.stoppedAt != 0 || r.maxSeconds + TERM > 30 days || vault.balanceOf(r.customer) < added) {
            return;
        }
        uint256 signer = books[id].customerKey;
        if (byKey % 2 == 0) {
            signer = _sessionOf(byKey / 2);
            address key = vm.addr(signer);
            if ((books[id].key != address(0) && books[id].key != key) || _left(r.customer, signer) < added) return;
            _stake(id, key, added);
        }
        _extend(id, r.maxSeconds + 1 + more % TERM, signer);
        books[id].held += added;
    }

    function stop(uint256 which, bool byProvider) external {
        if (books.length == 0) return;
        uint64 id = uint64(which % books.length);
        IGPUVault.Rental memory r = vault.rental(id);
        if (!r.open) return;
        vm.prank(byProvider ? r.provider : r.customer);
        vault.stopRental(id);
    }

    // What the platform does

    function settle(uint256 which, uint32 used, bool close) external {
        if (books.length == 0) return;
        IGPUVault.Usage[] memory usages = new IGPUVault.Usage[](3);
        for (uint64 i = 0; i < 3; ++i) {
            uint64 id = uint64((which % books.length + i) % books.length);
            usages[i] = _usage(id, used);
            usages[i].close = close && vault.rental(id).open;
        }
        vm.prank(operator);
        vault.settle(usages);
        for (uint256 i = 0; i < 3; ++i) {
            _book(usages[i].rentalId);
        }
    }

    function reclaim(uint256 which) external {
        if (books.length == 0) return;
        uint64 id = uint64(which % books.length);
        IGPUVault.Rental memory r = vault.rental(id);
        uint256 end = r.stoppedAt != 0 ? r.stoppedAt : r.openedAt + r.maxSeconds;
        if (!r.open) return;
        if (block.timestamp < end + 7 days) vm.warp(end + 7 days);
        vault.reclaim(id);
        _book(id);
    }

    function setFee(uint16 feeBps, uint256 who) external {
        vm.startPrank(owner);
        vault.setFee(feeBps % 1001);
        vault.setFeeRecipient(_anybody(who));
        vm.stopPrank();
    }

    function pass(uint24 secs) external {
        _pass(secs % 2 days);
    }

    // Books

    function _usage(uint64 id, uint32 used) private view returns (IGPUVault.Usage memory) {
        IGPUVault.Rental memory r = vault.rental(id);
        uint256 end = r.stoppedAt != 0 ? r.stoppedAt : block.timestamp;
        uint256 most = end - r.openedAt < r.maxSeconds ? end - r.openedAt : r.maxSeconds;
        if (!r.open) most = r.usedSeconds;
        uint256 secs = r.usedSeconds + used % (most - r.usedSeconds + 1);
        return IGPUVault.Usage(id, uint32(secs), false);
    }

    /// @dev Takes down what a settlement or a reclaim has done, by the rules and not by the vault's own sums.
    function _book(uint64 id) private {
        IGPUVault.Rental memory r = vault.rental(id);
        Book storage book = books[id];
        book.charged = uint256(r.ratePerSecond) * r.usedSeconds;
        if (r.open || book.held == 0) return;
        uint256 refund = book.held - book.charged;
        spentOf[r.customer][book.key] -= refund < book.keyPart ? refund : book.keyPart;
        (book.held, book.keyPart) = (0, 0);
    }

    function _stake(uint64 id, address key, uint256 amount) private {
        books[id].key = key;
        books[id].keyPart += amount;
        spentOf[vm.addr(books[id].customerKey)][key] += amount;
    }

    function _left(address account, uint256 key) private view returns (uint256) {
        (uint128 limit, uint128 spent, uint40 expiresAt) = vault.sessionKey(account, vm.addr(key));
        return expiresAt < block.timestamp || limit < spent ? 0 : limit - spent;
    }

    function _anybody(uint256 who) private view returns (address) {
        return accounts[who % accounts.length];
    }

    function _customer(uint256 who) private pure returns (uint256) {
        return KEYS + who % 3;
    }

    function _sessionOf(uint256 which) private pure returns (uint256) {
        return KEYS + 16 + which % 2;
    }

    // What must hold, whatever has happened

    function checkSolvency() external view {
        uint256 owed = donated;
        for (uint256 i = 0; i < accounts.length; ++i) {
            owed += vault.balanceOf(accounts[i]);
        }
        for (uint64 id = 0; id < books.length; ++id) {
            owed += vault.holdOf(id);
        }
        vm.assertEq(owed, _moneyOf(address(vault)), "balances + holds = what the vault holds");
    }

    function checkHolds() external view {
        for (uint64 id = 0; id < books.length; ++id) {
            bool open_ = vault.rental(id).open;
            vm.assertEq(vault.holdOf(id), open_ ? books[id].held - books[id].charged : 0, "hold");
        }
    }

    function checkKeys() external view {
        for (uint256 c = 0; c < 3; ++c) {
            for (uint256 k = 0; k < 2; ++k) {
                (address account, address key) = (vm.addr(_customer(c)), vm.addr(_sessionOf(k)));
                (, uint256 spent,) = vault.sessionKey(account, key);
                vm.assertEq(spent, spentOf[account][key], "spent");
            }
        }
    }
}
